"""The authorization endpoint and the sign-in page, as browsers and those who misuse them meet them."""

from urllib.parse import urlencode

import httpx
import pytest

from hub.errors import BadInput, Conflict
from hub.identity import people
from hub.identity.accounts import Proof
from hub.scopes import Action, Rights, parse_scopes
from tests.identity.flows import (
    ADDRESS,
    BACK,
    CHALLENGE,
    SECRET,
    Flows,
    granted,
    hidden,
    request_of,
    sent_back,
    sent_to_sign_in,
)

NO_REDIRECT = [
    "https://app.example/back/",
    "https://app.example/Back",
    "https://app.example/back?",
    "https://app.example/back?x=1",
    "https://app.example/back#",
    "https://app.example/back#x",
    "https://app.example/back/../back",
    "https://app.example/./back",
    "https://app.example//back",
    "https://app.example/bac%6b",
    "https://app.example/back%20",
    "https://app.example/back ",
    " https://app.example/back",
    "https://app.example/back\n",
    "https://app.example/back\x00",
    "https://app.example:443/back",
    "https://app.example:8443/back",
    "https://app.example./back",
    "https://APP.example/back",
    "HTTPS://app.example/back",
    "http://app.example/back",
    "https://app.example",
    "https://user@app.example/back",
    "https://app.example@evil.example/back",
    "https://app.example.evil.example/back",
    "https://evil.example/back",
    "https://evil.example\\@app.example/back",
    "https://app.example\\back",
    "//app.example/back",
    "/back",
    "back",
    "https://аpp.example/back",
    "https://xn--pp-6kc.example/back",
    "https://app。example/back",
    "javascript:alert(1)",
    "data:text/html,x",
    'https://app.example/back"',
    "http://127.0.0.1/back",
    "",
]


async def test_a_person_is_asked_in_words(signed_in: Flows) -> None:
    """The page says who asks, in whose name, and what for, in both languages and without a scope string."""
    await signed_in.client(
        "many",
        title='<b>"应用"</b>',
        rights=Rights(scopes=parse_scopes("catalogue:read access:apply records:read")),
    )
    details = '[{"type": "records", "dataset": "residents", "items": ["name", "id_number"], "purpose": "vaccination"}]'
    asked = await signed_in.ask(
        client_id="many", scope="catalogue:read records:children#name", authorization_details=details
    )
    assert asked.status_code == httpx.codes.OK
    text = asked.text
    for said in (
        "查阅政务数据目录",
        "Read the catalogue",
        "读取“适龄儿童人口名册”的以下信息项",
        "Read these items of “适龄儿童人口名册”",
        "读取“常住人口”的以下信息项，仅用于“儿童预防接种”",
        "Read these items of “常住人口”, for “儿童预防接种” and nothing else",
        "<li>公民身份号码</li><li>姓名</li>",
        "李雷",
        "广州市卫健委",
        "app.example",
        "&lt;b&gt;&#34;应用&#34;&lt;/b&gt;",
    ):
        assert said in text, said
    assert "重点人口" not in text
    assert '<b>"应用' not in text
    assert "records:" not in text.partition("<form")[0]


async def test_everything_that_can_be_asked_has_words(signed_in: Flows) -> None:
    """Every scope is a sentence: none is shown as it is written."""
    everything = f"{' '.join(Action)} records:read records:residents"
    await signed_in.client("all", rights=Rights(scopes=parse_scopes(everything)))
    await signed_in.person("han", everything)
    await signed_in.sign_in("han")
    text = (await signed_in.ask(client_id="all", scope=everything)).text
    assert text.count("<li>") == 8
    assert "读取“常住人口”的全部信息项" in text
    assert "读取所有依法可以共享给本部门的数据" in text


async def test_pages_are_shut(signed_in: Flows) -> None:
    """Pages run no script, are in no frame, tell nobody where one was, and are not kept."""
    pages = [await signed_in.ask(), await signed_in.http.get("/login"), await signed_in.ask(client_id="unknown")]
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'self'"
    )
    assert [page.headers["content-security-policy"] for page in pages] == [
        f"{policy} https://app.example",
        policy,
        policy,
    ]
    for page in pages:
        kept = {name: page.headers[name] for name in ("cache-control", "referrer-policy", "x-frame-options")}
        assert kept == {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}
        assert "<script" not in page.text
        assert " style=" not in page.text


async def test_a_grant_sends_back_a_code_and_who_gave_it(signed_in: Flows) -> None:
    """The browser is sent by GET, with code, state and issuer (RFC 9207), and no token."""
    answer = await signed_in.consent(await signed_in.ask())
    assert answer.status_code == httpx.codes.SEE_OTHER
    assert answer.headers["location"].startswith(f"{BACK}?")
    back = sent_back(answer)
    assert (set(back), back["state"], back["iss"]) == ({"code", "state", "iss"}, "a state & more", ADDRESS)
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_refusal_sends_back_why(signed_in: Flows) -> None:
    """Who says no, or nothing, gives no code."""
    for decision in ("deny", "", "ALLOW"):
        back = sent_back(await signed_in.consent(await signed_in.ask(), decision))
        assert (back["error"], back["state"], back["iss"]) == ("access_denied", "a state & more", ADDRESS)
        assert "code" not in back


@pytest.mark.parametrize("redirect", NO_REDIRECT)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(signed_in: Flows, redirect: str) -> None:
    """A redirect address that differs in a letter is a page and never a redirect (RFC 9700, section 4.1)."""
    answer = await signed_in.ask(redirect_uri=redirect)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    "parameters",
    [
        {"client_id": "unknown"},
        {"client_id": "App"},
        {"client_id": None},
        {"client_id": 'a"b'},
        {"redirect_uri": None},
    ],
)
async def test_nobody_is_sent_anywhere_for_an_unknown_client(
    signed_in: Flows, parameters: dict[str, str | None]
) -> None:
    """Without a known client and its address there is a page, the same for all (RFC 9700, section 4.11)."""
    answer = await signed_in.ask(**parameters)
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert answer.text == (await signed_in.ask(redirect_uri="https://evil.example")).text


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_two_addresses_are_none(signed_in: Flows, name: str) -> None:
    """A client or address that is given twice is not known."""
    twice = [*request_of().items(), (name, request_of()[name])]
    answer = await signed_in.http.get(f"/oauth/authorize?{urlencode(twice)}")
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"response_type": 'co"de\\'}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": CHALLENGE + "="}, "invalid_request"),
        ({"code_challenge": CHALLENGE + "\n"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
        ({"request_uri": "https://evil.example/request"}, "request_uri_not_supported"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "records:read"}, "invalid_scope"),
        ({"scope": "openid profile"}, "invalid_scope"),
        ({"scope": "目录"}, "invalid_scope"),
        ({"authorization_details": '[{"type": "payment"}]'}, "invalid_authorization_details"),
        ({"authorization_details": '[{"type": "records", "dataset": "other"}]'}, "invalid_scope"),
        ({"resource": "https://other.example"}, "invalid_target"),
    ],
)
async def test_what_cannot_be_asked_is_sent_back(
    signed_in: Flows, parameters: dict[str, str | None], error: str
) -> None:
    """A known client is told by redirect what is wrong, whoever is signed in, with state and issuer."""
    back = sent_back(await signed_in.ask(**parameters))
    assert (back["error"], back["state"], back["iss"]) == (error, "a state & more", ADDRESS)
    assert "code" not in back


async def test_the_proof_is_asked_of_confidential_clients_too(flows: Flows) -> None:
    """PKCE is asked for where a request begins, of every client, before anybody signs in."""
    for client in (await flows.client(), await flows.public_client()):
        back = sent_back(await flows.ask(client_id=client.id, code_challenge=None, code_challenge_method=None))
        assert back["error"] == "invalid_request"


async def test_a_repeated_parameter_is_sent_back(signed_in: Flows) -> None:
    """Which of two scopes was meant is not guessed."""
    twice = [*request_of().items(), ("scope", "access:apply")]
    back = sent_back(await signed_in.http.get(f"/oauth/authorize?{urlencode(twice)}"))
    assert back["error"] == "invalid_request"


async def test_a_person_grants_no_more_than_they_may(signed_in: Flows) -> None:
    """What the client may have but the person may not is not even shown."""
    back = sent_back(await signed_in.ask(scope="access:apply"))
    assert back["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("registered", "asked", "fits"),
    [
        ("http://127.0.0.1/back", "http://127.0.0.1:51234/back", True),
        ("http://127.0.0.1:8000/back", "http://127.0.0.1:51234/back", True),
        ("http://[::1]/back", "http://[::1]:51234/back", True),
        ("http://127.0.0.1/back", "http://[::1]:51234/back", False),
        ("http://127.0.0.1/back", "http://localhost:51234/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:51234/other", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:51234/back?x=1", False),
        ("http://127.0.0.1/back", "https://127.0.0.1:51234/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:51234@evil.example/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:port/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.2:51234/back", False),
        ("https://app.example/back", "https://app.example:51234/back", False),
        ("com.example.app:/back", "com.example.app:/back", True),
    ],
)
async def test_a_program_on_the_desk_chooses_its_port(
    signed_in: Flows, registered: str, asked: str, *, fits: bool
) -> None:
    """For a loopback address any port will do, and nothing else than the port (RFC 8252, section 7.3)."""
    await signed_in.public_client("desk", redirects=(registered,))
    answer = await signed_in.ask(client_id="desk", redirect_uri=asked)
    assert answer.status_code == (httpx.codes.OK if fits else httpx.codes.BAD_REQUEST)
    if fits:
        assert "code" in sent_back(await signed_in.consent(answer))


async def test_a_form_of_another_site_grants_nothing(signed_in: Flows) -> None:
    """A decision counts only on the page of this very request, in this very session (RFC 9700, section 4.7)."""
    page, other = await signed_in.ask(), await signed_in.ask(scope="catalogue:read")
    for token in ("", "made-up", hidden(other.text)["token"]):
        answer = await signed_in.http.post(str(page.url), data={"token": token, "decision": "allow"})
        assert (answer.status_code, "location" in answer.headers) == (400, False)
    await signed_in.sign_in()
    answer = await signed_in.consent(page)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_nobody_is_asked_where_nobody_may_be(flows: Flows) -> None:
    """With prompt=none the client is told what would have to be asked."""
    await flows.client()
    await flows.person()
    assert sent_back(await flows.ask(prompt="none"))["error"] == "login_required"
    await flows.sign_in()
    assert sent_back(await flows.ask(prompt="none"))["error"] == "consent_required"


async def test_the_address_is_never_taken_from_a_request(signed_in: Flows) -> None:
    """What a Host header or a proxy says changes neither issuer nor where forms lead (RFC 9700, section 4.13)."""
    spoofed = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}
    for path in ("/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource", "/login"):
        assert "evil.example" not in (await signed_in.http.get(path, headers=spoofed)).text
    asked = {"grant_type": "client_credentials", "scope": "catalogue:read"}
    answer = await signed_in.http.post("/oauth/token", data=asked, headers=spoofed, auth=("app", SECRET))
    assert (await signed_in.judge(granted(answer)["access_token"])).audience == ADDRESS


async def test_a_client_may_have_the_person_asked_who_they_are(signed_in: Flows) -> None:
    """The page comes though somebody is signed in, leads back without asking again, and signs nobody out by itself."""
    answer = await signed_in.ask(prompt="login")
    assert answer.status_code == httpx.codes.SEE_OTHER
    assert answer.headers["location"].startswith("/login?next=%2Foauth%2Fauthorize%3F")
    assert "prompt" not in answer.headers["location"]
    assert (await signed_in.ask()).status_code == httpx.codes.OK


async def test_a_session_is_not_of_who_bears_the_login_next(signed_in: Flows) -> None:
    """A person leaves and another is given the login: the first one's browser does not speak for the second."""
    page = await signed_in.ask()
    left = await people.leave(signed_in.issuer.identities, signed_in.people["li"].login, now=signed_in.clock.now)
    successor = await signed_in.person()
    assert (successor.login, successor.password) == (left.login, left.password)
    assert sent_to_sign_in(await signed_in.ask())
    assert sent_to_sign_in(await signed_in.consent(page))


async def test_without_the_short_lived_store_nobody_signs_in(signed_in: Flows) -> None:
    """Where tries cannot be counted and sessions not known, there is a page that says so."""
    await signed_in.issuer.kv.close()
    answers = [await signed_in.sign_in(), await signed_in.ask()]
    assert [answer.status_code for answer in answers] == [503, 503]


@pytest.mark.parametrize(
    "redirect",
    [
        "http://app.example/back",
        "http://localhost/back",
        "https://user@app.example/back",
        "https://app.example/back#x",
        "https://app.example/back#",
        "https:///back",
        "myapp:/back",
        "javascript:alert(1)",
        "//app.example",
        "https://app.example/目录",
        "",
    ],
)
async def test_an_unsafe_address_is_not_registered(flows: Flows, redirect: str) -> None:
    """An address at which others could listen cannot be a client's."""
    with pytest.raises(BadInput):
        await flows.client(redirects=(redirect,))


async def test_a_client_that_could_not_be_used_is_not_registered(flows: Flows) -> None:
    """A public client does not act for itself, a code needs an address, and a client's id is one client's."""
    with pytest.raises(BadInput):
        await flows.client(proof=Proof.NONE)
    with pytest.raises(BadInput):
        await flows.client(redirects=())
    await flows.client()
    with pytest.raises(Conflict):
        await flows.client()
