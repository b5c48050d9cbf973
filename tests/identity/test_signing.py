"""The sign-in page, as people and those who would like to be them meet it."""

import re

import httpx
import pytest

from hub.identity.people import LOCKED, TRIES
from tests.identity.flows import PASSWORD, Flows, hidden


async def test_who_is_not_signed_in_signs_in_first(flows: Flows) -> None:
    """The way leads to the page, by GET back to the request, and only then to the question."""
    await flows.client()
    await flows.person()
    asked = await flows.ask()
    assert asked.status_code == httpx.codes.SEE_OTHER
    assert asked.headers["location"].startswith("/login?next=%2Foauth%2Fauthorize%3Fresponse_type%3Dcode")
    page = await flows.http.get(asked.headers["location"])
    sent = {**hidden(page.text), "login": " LI ", "password": PASSWORD}
    answer = await flows.http.post("/login", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, asked.url.raw_path.decode())
    cookies = {each.partition("=")[0]: each.partition(";")[2] for each in answer.headers.get_list("set-cookie")}
    assert cookies == {"__Host-hub-session": " HttpOnly; Max-Age=28800; Path=/; SameSite=lax; Secure"}
    assert (await flows.http.get(answer.headers["location"])).status_code == httpx.codes.OK


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/oauth/authorize@evil.example",
        "/oauth/authorize/../../evil",
        "javascript:alert(1)",
        "\t//evil.example",
        "",
    ],
)
async def test_signing_in_leads_nowhere_else(flows: Flows, following: str) -> None:
    """After signing in one is led to a request of this hub, or to its first page."""
    await flows.person()
    answer = await flows.sign_in(following=following)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_an_unknown_login_and_a_wrong_password_are_told_the_same(flows: Flows) -> None:
    """Nobody finds out who has an account."""
    await flows.person()
    answers = [await flows.sign_in("li", "wrong"), await flows.sign_in("nobody"), await flows.sign_in("li", "x" * 300)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert not any("hub-session" in each.headers.get("set-cookie", "") for each in answers)


async def test_many_wrong_passwords_lock_a_login_for_a_while(flows: Flows) -> None:
    """After ten tries even the right password is not looked at, for a known and an unknown login alike."""
    await flows.person()
    for login in ("li", "nobody"):
        answers = [await flows.sign_in(login, "wrong") for _ in range(TRIES)]
        assert {answer.status_code for answer in answers} == {401}
        locked = await flows.sign_in(login)
        assert (locked.status_code, "wait 15 minutes" in locked.text) == (401, True)
    flows.clock.forward(seconds=LOCKED)
    assert (await flows.sign_in()).status_code == 303
    again = [await flows.sign_in("li", "wrong") for _ in range(TRIES - 1)]
    assert {answer.status_code for answer in again} == {401}
    assert (await flows.sign_in()).status_code == 303


async def test_a_form_of_another_site_signs_nobody_in(flows: Flows) -> None:
    """A form that this browser was not given is refused, so that nobody is signed in as somebody else."""
    await flows.person()
    page = await flows.http.get("/login")
    right = {"login": "li", "password": PASSWORD}
    for token in (None, "", "made-up", "0" * 64):
        answer = await flows.http.post("/login", data=right if token is None else {**right, "token": token})
        assert answer.status_code == 400
    flows.http.cookies.clear()
    answer = await flows.http.post("/login", data={**right, **hidden(page.text)})
    assert answer.status_code == 400


async def test_signing_out_ends_the_session(signed_in: Flows) -> None:
    """Who is somebody else signs out, and the session's secret is good for nothing any more."""
    page = await signed_in.ask()
    secret = signed_in.http.cookies["__Host-hub-session"]
    form = page.text[page.text.index('class="leave"') - 60 :]
    answer = await signed_in.http.post("/login", data=hidden(form[form.index("<form") :]))
    assert answer.headers["location"].startswith("/login?next=%2Foauth%2Fauthorize")
    signed_in.http.cookies.set("__Host-hub-session", secret, domain="hub.example")
    assert (await signed_in.ask()).headers["location"].startswith("/login")


async def test_the_page_has_its_style(flows: Flows) -> None:
    """What the page refers to is served beside it, whichever other pages are off."""
    page = (await flows.http.get("/login")).text
    for address, media_type in zip(re.findall(r'href="([^"]+)"', page), ("image/svg+xml", "text/css"), strict=True):
        answer = await flows.http.get(address)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
