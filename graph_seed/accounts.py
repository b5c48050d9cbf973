"""Who may sign in to the demonstration: people of the departments of its story, and a program of one of them."""

from dataclasses import dataclass
from typing import Final

from hub.clients import add_client
from hub.codes import Code
from hub.errors import Conflict
from hub.graph.port import Graph
from hub.identity import accounts
from hub.identity.accounts import Account, GrantType, Proof, account_of, digest_of
from hub.identity.events import tell
from hub.identity.passwords import Passwords
from hub.identity.people import enrol, new_person, person_of
from hub.identity.port import Identities
from hub.model import Client
from hub.scopes import Rights, parse_scopes
from hub.vocabulary import Role

_ACTOR: Final = "seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstrator:
    """A fictitious person: what they sign in with, whom they act for and as what, and the scopes they may be given."""

    login: str
    name: str
    department: str
    role: Role
    scope: str

    @property
    def rights(self) -> Rights:
        """The most that a client may be allowed in their name."""
        return Rights(scopes=parse_scopes(self.scope))


PEOPLE: Final = (
    Demonstrator(
        login="chen",
        name="陈敏",
        department="gd-wjw",
        role=Role.CONSUMER,
        scope="catalogue:read access:apply records:read",
    ),
    Demonstrator(
        login="lin",
        name="林强",
        department="gd-gat",
        role=Role.PROVIDER,
        scope="catalogue:read catalogue:write access:decide",
    ),
    Demonstrator(
        login="huang",
        name="黄静",
        department="gd-zsj",
        role=Role.AUTHORITY,
        scope="catalogue:read catalogue:write access:decide",
    ),
    Demonstrator(login="liang", name="梁伟", department="gd-yyzx", role=Role.OPERATOR, scope="catalogue:read"),
    Demonstrator(login="he", name="何颖", department="gd-aqgl", role=Role.AUDITOR, scope="catalogue:read ledger:read"),
    Demonstrator(
        login="wu", name="吴涛", department="gd-wxb", role=Role.SUPERVISOR, scope="catalogue:read ledger:read"
    ),
)
PROGRAM: Final = "gd-wjw-app"
"""The program that gets tokens for itself, with a secret."""

PAGE: Final = "graphiql"
"""The page of the hub that people sign in to."""


async def open_accounts(graph: Graph, identities: Identities, *, password: str, secret: str, redirect: str) -> None:
    """Enrol the people and the programs that are not there yet; who is there keeps what they have.

    All people have one password, which nobody else may know, and so one hash of it serves them all; `redirect` is where
    the page is sent back to.
    """
    health = Code("gd-wjw")
    program = Account(
        id=Code(PROGRAM),
        department=health,
        title="卫生健康应用（演示）",
        proof=Proof.SECRET,
        grants=frozenset({GrantType.CREDENTIALS}),
        rights=PEOPLE[0].rights,
        secrets=(digest_of(secret),),
    )
    page = Account(
        id=Code(PAGE),
        department=Code("gd-yyzx"),
        title="GraphiQL",
        proof=Proof.NONE,
        grants=frozenset({GrantType.CODE, GrantType.REFRESH}),
        rights=Rights(scopes=frozenset(scope for person in PEOPLE for scope in person.rights.scopes)),
        redirects=(redirect,),
    )
    for account in (program, page):
        await _open(graph, identities, account)
    missing = [person for person in PEOPLE if await person_of(identities, person.login) is None]
    hashed = await Passwords().hashed(password) if missing else ""
    for each in missing:
        person = new_person(
            login=Code(each.login),
            name=each.name,
            department=Code(each.department),
            role=each.role,
            rights=each.rights,
            password=hashed,
        )
        await tell(graph, "person.add", of="Person", id=person.id, actor=_ACTOR)
        await enrol(identities, person)


async def _open(graph: Graph, identities: Identities, account: Account) -> None:
    if await account_of(identities, account.id) is not None:
        return
    try:
        client = Client(code=account.id, title=account.title, department=account.department, restricted=False)
        await add_client(graph, client, actor=_ACTOR)
    except Conflict:  # somebody registered it otherwise, and means that
        return
    await tell(graph, "account.open", of="Client", id=account.id, actor=_ACTOR)
    await accounts.register(identities, account)
