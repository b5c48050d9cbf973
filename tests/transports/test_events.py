"""Server-Sent Events as `Accept` asks for them, of a served hub."""

import json
from typing import Any

import httpx
import pytest

EVENTS = "text/event-stream"
RESPONSE = "application/graphql-response+json"
VIEWER = {"query": "{ viewer { anonymous } }"}
PAST = {"query": "subscription { changes(after: 0) { sequence } }"}
ANSWER = {"data": {"viewer": {"anonymous": True}}}


def _read(text: str) -> list[tuple[str, Any]]:
    """Return the events of a stream, each with its data."""
    events = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        kind, data = block.split("\n")
        value = data.removeprefix("data:").strip()
        events.append((kind.removeprefix("event: "), json.loads(value) if value else None))
    return events


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_query_as_a_stream(site: str, method: str) -> None:
    """Whoever accepts nothing else is told the result of a query as an event, by either method."""
    given = {"params": VIEWER} if method == "GET" else {"json": VIEWER}
    response = httpx.request(method, f"{site}/graphql", headers={"accept": EVENTS}, timeout=60, **given)  # type: ignore[arg-type]  # either
    assert _read(response.text) == [("next", ANSWER), ("complete", None)]
    told = {name: response.headers[name] for name in ("content-type", "cache-control", "vary", "x-accel-buffering")}
    assert told == {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "vary": "accept",
        "x-accel-buffering": "no",
    }
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", [EVENTS, "*/*", "text/*", f"{RESPONSE}, application/json, {EVENTS};q=0.1"])
def test_a_subscription_as_a_stream(site: str, accept: str, method: str) -> None:
    """A subscription is a stream for whoever accepts one, however little he likes it."""
    given = {"params": PAST} if method == "GET" else {"json": PAST}
    with httpx.stream(method, f"{site}/graphql", headers={"accept": accept}, timeout=60, **given) as response:  # type: ignore[arg-type]  # either
        lines = response.iter_lines()
        assert [next(lines), next(lines)] == ["event: next", 'data: {"data":{"changes":{"sequence":1}}}']
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"


@pytest.mark.parametrize("accept", ["application/json", RESPONSE, f"*/*, {EVENTS};q=0"])
def test_a_subscription_for_who_accepts_no_stream(site: str, accept: str) -> None:
    """A subscription is refused to whoever accepts no stream of events."""
    response = httpx.post(f"{site}/graphql", json=PAST, headers={"accept": accept}, timeout=60)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (406, "NOT_ACCEPTABLE")
    assert EVENTS in error["message"]


@pytest.mark.parametrize(
    "accept", [f"{EVENTS}, application/json", f"{EVENTS};q=0.9, */*", f"application/json, {EVENTS}"]
)
def test_a_query_for_who_likes_json_as_well(site: str, accept: str) -> None:
    """A query is answered as JSON to whoever likes it as much as a stream."""
    response = httpx.post(f"{site}/graphql", json=VIEWER, headers={"accept": accept}, timeout=60)
    assert (response.headers["content-type"], response.json()) == ("application/json; charset=utf-8", ANSWER)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { changes(after: 999999) { sequence } }", "MALFORMED_CURSOR"),
    ],
)
def test_what_cannot_be_run_is_told_as_an_event(site: str, query: str, code: str) -> None:
    """What cannot be run is told in a stream, which `EventSource` can read: it shows no body of another status."""
    response = httpx.get(f"{site}/graphql", params={"query": query}, headers={"accept": EVENTS}, timeout=60)
    (first, told), last = _read(response.text)
    assert (response.status_code, first, last) == (200, "next", ("complete", None))
    assert list(told) == ["errors"]
    assert [error["extensions"]["code"] for error in told["errors"]] == [code]


def test_a_mutation_by_get(site: str) -> None:
    """A mutation by GET is refused, also to whoever accepts streams alone: `EventSource` repeats what it asks."""
    query = 'mutation { withdrawApplication(application: "none") { __typename } }'
    response = httpx.get(f"{site}/graphql", params={"query": query}, headers={"accept": EVENTS}, timeout=60)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_what_is_no_request(site: str) -> None:
    """What is no GraphQL request at all is refused with its status, as JSON."""
    headers = {"accept": EVENTS, "content-type": "application/json"}
    response = httpx.post(f"{site}/graphql", content=b"[]", headers=headers, timeout=60)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "MALFORMED_REQUEST")


def test_multipart_is_not_offered(site: str) -> None:
    """Incremental delivery is refused in one sentence, whether or not the request accepts answers in parts."""
    query = {"query": "{ viewer { ... @defer { anonymous } } }"}
    parts = "multipart/mixed; deferSpec=20220824"
    for accept in ("application/json", f"{parts}, application/json", f"application/json;q=0.5, {parts}"):
        response = httpx.post(f"{site}/graphql", json=query, headers={"accept": accept}, timeout=60)
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "INCREMENTAL_DELIVERY"}
        assert error["message"] == (
            "The hub sends every answer whole, never in parts: take out `@defer` and `@stream`, whatever you accept."
        )
    alone = httpx.post(f"{site}/graphql", json=query, headers={"accept": parts}, timeout=60)
    assert (alone.status_code, alone.json()["errors"][0]["extensions"]["code"]) == (406, "NOT_ACCEPTABLE")
