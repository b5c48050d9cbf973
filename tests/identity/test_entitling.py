"""A token for records that the law does not give is not issued, and the client is told why."""

from dataclasses import replace

import httpx

from hub.catalogue.nouns import node_of
from hub.codes import Code
from hub.graph.change import Change
from hub.identity.accounts import GrantType
from hub.scopes import Rights, parse_scopes
from hub.vocabulary import ShareType
from tests.api.world import RESIDENTS
from tests.identity.flows import Flows, sent_back

EVERYTHING = Rights(scopes=parse_scopes("catalogue:read records:read"))


async def restrict(flows: Flows, name: str, claim: ShareType) -> None:
    """Have an item be shared otherwise."""
    (item,) = [entry.item for entry in RESIDENTS.items if entry.item.name == name]
    put = node_of(replace(item, declared_share_type=claim, confirmed=None))
    await flows.graph.commit(Change(actor="test", action="item.restrict", puts=(put,)))


async def ask(flows: Flows, scope: str, **further: str) -> httpx.Response:
    """Ask for a token as a program."""
    return await flows.post(grant_type="client_credentials", scope=scope, **further)


async def test_what_is_open_is_given(flows: Flows) -> None:
    """An unconditional item, all of a dataset of which one item can be had, and everything that the law allows."""
    await flows.client(rights=EVERYTHING)
    for scope in ("records:residents#name", "records:residents", "records:read"):
        assert (await ask(flows, scope)).is_success, scope


async def test_what_needs_a_grant_is_refused_with_the_way_to_one(flows: Flows) -> None:
    """With the article, and what would change it; beside an item that could be had as well."""
    await flows.client(rights=EVERYTHING)
    await restrict(flows, "id_number", ShareType.CONDITIONAL)
    for scope in ("records:residents#id_number", "records:residents#id_number records:residents#name"):
        answer = (await ask(flows, scope)).json()
        assert answer["error"] == "invalid_scope"
        told = answer["error_description"]
        assert told.startswith("residents#id_number: The item is shared conditionally")
        assert "(Art. 19)" in told
        assert "Apply for the item under its published conditions" in told
    assert (await ask(flows, "records:residents")).is_success


async def test_a_purpose_that_is_not_the_departments_is_refused(flows: Flows) -> None:
    """Art. 16: records are had for a concrete business of the own department."""
    await flows.client(rights=EVERYTHING)
    detail = '[{"type": "records", "dataset": "residents", "items": ["name"], "purpose": "%s"}]'
    answers = [
        await flows.post(grant_type="client_credentials", authorization_details=detail % purpose)
        for purpose in ("relief", "elsewhere")
    ]
    assert [answer.is_success for answer in answers] == [True, False]
    assert "(Art. 16)" in answers[1].json()["error_description"]


async def test_what_is_hidden_is_refused_as_what_is_not_there(flows: Flows) -> None:
    """Item or dataset: the words differ in the code that was sent and in nothing else."""
    await flows.client("stranger", department=Code("gd-data"), rights=EVERYTHING)
    for shape in ("records:{}#name", "records:{}"):
        told = []
        for dataset in ("watched", "nothing"):
            answer = await flows.post(client="stranger", grant_type="client_credentials", scope=shape.format(dataset))
            told.append((answer.status_code, answer.text.replace(dataset, "X")))
        assert told[0] == told[1]
        assert told[0][0] == 400


async def test_a_person_is_not_asked_to_consent_to_what_is_refused(signed_in: Flows) -> None:
    """The browser is sent back with the reason."""
    await signed_in.client("many", rights=EVERYTHING, grants=frozenset(GrantType))
    await restrict(signed_in, "name", ShareType.CONDITIONAL)
    told = sent_back(await signed_in.ask(client_id="many", scope="records:residents#name"))
    assert told["error"] == "invalid_scope"
    assert "(Art. 19)" in told["error_description"]
