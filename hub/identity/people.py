"""People who sign in with an account of the hub's own."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from secrets import token_hex
from typing import Final, cast

from hub.codes import Code, code
from hub.errors import Conflict, NotFound, Unauthenticated
from hub.identity import families
from hub.identity.keys import TOKEN_LIFE
from hub.identity.passwords import Passwords
from hub.identity.port import ABSENT, Entry, Identities, Json, Kind, Write
from hub.identity.revocations import revoking
from hub.identity.rights import rights_of, stored_rights, stored_role
from hub.kv.port import KeyValues
from hub.scopes import Rights
from hub.vocabulary import Role

TRIES: Final = 10
"""How often one may try to sign in under a name within `LOCKED` seconds."""

LOCKED: Final = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person. `login` is what they sign in with, `id` what tokens and the ledger call them; names stay here.

    `rights` are the most that a client may be allowed in their name; `department` is the one that they act for, in
    their `role`.
    """

    id: str
    login: Code
    name: str
    department: Code
    role: Role
    rights: Rights
    password: str


def login_of(text: str) -> Code:
    """Return a login in the form in which it is kept, capitals or not; raise `MalformedCode`."""
    return code(text.strip().lower())


def new_person(*, login: Code, name: str, department: Code, role: Role, rights: Rights, password: str) -> Person:
    """Return a person with an id of their own; `password` is its hash."""
    return Person(
        id=f"p-{token_hex(8)}",
        login=login,
        name=name,
        department=department,
        role=role,
        rights=rights,
        password=password,
    )


async def enrol(identities: Identities, person: Person) -> None:
    """Keep a new person; raise `Conflict` where the login is taken."""
    try:
        await identities.write(_writing(person, expects=ABSENT))
    except Conflict as error:
        raise Conflict(f"Somebody signs in as '{person.login}' already: choose another login.") from error


async def change(identities: Identities, person: Person, *, now: datetime) -> None:
    """Keep a person as they are to be from now on; tokens that were issued in their name until now are good no more.

    With another password no refresh token is either: whoever changes it may do so because somebody else knew it.
    Raises `NotFound` where nobody signs in so, `Conflict` where somebody else changes them as well.
    """
    entry = await _entry_of(identities, person.login)
    ended = revoking("person", person.id, until=now + TOKEN_LIFE, at=now)
    await identities.write(_writing(person, expects=entry.version), ended)
    if _person(entry).password != person.password:
        await families.end_all(identities, of="person", id=person.id, now=now)


async def leave(identities: Identities, login: Code, *, now: datetime) -> Person:
    """Forget a person, who signs in no more and whose tokens are good no more; return who it was.

    Raises `NotFound` where nobody signs in so.
    """
    entry = await _entry_of(identities, login)
    person = _person(entry)
    erased = Write(kind=Kind.PERSON, key=login, body=None, expects=entry.version)
    await identities.write(erased, revoking("person", person.id, until=now + TOKEN_LIFE, at=now))
    return person


async def everybody(identities: Identities) -> list[Person]:
    """Return all people, by login."""
    return sorted(map(_person, await identities.newer(Kind.PERSON)), key=attrgetter("login"))


async def _entry_of(identities: Identities, login: Code) -> Entry:
    entry = await identities.get(Kind.PERSON, login)
    if entry is None:
        raise NotFound(f"Nobody signs in as '{login}': `hub person list` tells who does.")
    return entry


async def person_of(identities: Identities, login: str) -> Person | None:
    """Return the person who signs in with a login, `None` where nobody does."""
    entry = await identities.get(Kind.PERSON, login)
    return None if entry is None else _person(entry)


async def sign_in(
    identities: Identities, keys: KeyValues, passwords: Passwords, *, login: str, password: str
) -> Person:
    """Return the person who signs in; raise `Unauthenticated`, in the same words and time for whom nobody knows.

    The tries are counted before the password is looked at, so that many at once are no more tries. Where they cannot be
    counted nobody signs in: `KvUnavailable`.
    """
    named = login.strip().lower()[:100]
    if await keys.count(f"sign-in:{named}", seconds=LOCKED) > TRIES:
        message = f"There were too many tries to sign in as '{named}': wait {LOCKED // 60} minutes."
        raise Unauthenticated(message)
    person = await person_of(identities, named)
    if not await passwords.matches(password, None if person is None else person.password) or person is None:
        raise Unauthenticated("Login or password are not right: try again.")
    await keys.take(f"sign-in:{named}")
    return person


def _writing(person: Person, *, expects: int) -> Write:
    body: dict[str, Json] = {
        "id": person.id,
        "name": person.name,
        "department": person.department,
        "role": person.role.value,
        "password": person.password,
        **stored_rights(person.rights),
    }
    return Write(kind=Kind.PERSON, key=person.login, body=body, expects=expects)


def _person(entry: Entry) -> Person:
    body = entry.body
    return Person(
        id=cast("str", body["id"]),
        login=Code(entry.key),
        name=cast("str", body["name"]),
        department=Code(cast("str", body["department"])),
        role=stored_role(body),
        rights=rights_of(body),
        password=cast("str", body["password"]),
    )
