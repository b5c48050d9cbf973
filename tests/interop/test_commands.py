"""The commands that look after clients, people, tokens and keys, beside a hub that runs."""

import re
import time

import httpx
import pytest

from tests.interop.conftest import Registered


def test_a_token_of_the_command_is_good(registered: Registered) -> None:
    """`hub token` prints a token that the running hub knows as its own, and tells the ledger."""
    done = registered.command("token", "relief", "--scope", "catalogue:read")
    assert (done.returncode, done.stderr) == (0, "")
    answer = httpx.post(
        f"{registered.site}/oauth/introspect", data={"token": done.stdout.strip()}, auth=("relief", registered.secret)
    ).json()
    assert (answer["active"], answer["sub"], answer["scope"]) == (True, "client:relief", "catalogue:read")


PUBLIC = ("client", "add", "page", "--title", "x", "--department", "gd-mzt", "--public", "--scope", "catalogue:read")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("token", "relief", "--scope", "records:read"), "BAD_INPUT: The client 'relief' may not have"),
        (("token", "nobody", "--scope", "catalogue:read"), "NOT_FOUND: There is no client 'nobody'"),
        (("token", "relief", "--scope", "everything"), "MALFORMED_SCOPE: 'everything' is no scope"),
        (
            ("person", "add", "li", "--name", "x", "--department", "gd-mzt", "--scope", "catalogue:read"),
            "CONFLICT: Somebody signs in as 'li' already",
        ),
        (
            ("person", "add", "han", "--name", "x", "--department", "nowhere", "--scope", "catalogue:read"),
            "NOT_FOUND: There is no department 'nowhere'",
        ),
        (PUBLIC, "BAD_INPUT: A client without a redirect address, secret or key could ask for nothing"),
        (("keys", "rotate"), "CONFLICT: The next key was published"),
    ],
)
def test_what_cannot_be_done_is_said(registered: Registered, words: tuple[str, ...], said: str) -> None:
    """A command that cannot do what it was told says so in one sentence."""
    done = registered.command(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)


def test_nothing_secret_is_in_the_ledger(registered: Registered) -> None:
    """The graph's file holds what was done, and neither a secret, a name nor a login."""
    held = b"".join(file.read_bytes() for file in registered.folder.glob("graph.sqlite*"))
    assert b"person.add" in held
    assert b"account.open" in held
    for secret in (registered.secret, "李雷", "argon2", registered.key["d"]):
        assert secret.encode() not in held


def test_a_stolen_key_is_dropped_by_the_running_hub(registered: Registered) -> None:
    """`hub keys rotate --at-once` binds the next request of a hub that runs."""
    text = registered.command("token", "relief", "--scope", "catalogue:read").stdout.strip()
    done = registered.command("keys", "rotate", "--at-once")
    assert (done.returncode, done.stderr) == (0, "")
    at, proof = f"{registered.site}/oauth/introspect", ("relief", registered.secret)
    assert httpx.post(at, data={"token": text}, auth=proof).json() == {"active": False}
    signing = httpx.get(f"{registered.site}/oauth/jwks").json()["keys"]
    assert len(signing) == 2


def _viewer(registered: Registered, token: str) -> httpx.Response:
    """Ask who is asking, with a token."""
    asked = {"query": "{ viewer { role scopes } }"}
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{registered.site}/graphql", json=asked, headers=headers, timeout=30)


def test_a_client_is_changed_and_removed(registered: Registered) -> None:
    """What it was issued before is good no more at once; afterwards it gets what it may, or nothing."""
    add = ("client", "add", "brief", "--department", "gd-mzt", "--title", "短期", "--scope", "catalogue:read")
    assert registered.command(*add).returncode == 0
    before = registered.command("token", "brief", "--scope", "catalogue:read").stdout.strip()
    assert _viewer(registered, before).json()["data"]["viewer"] == {"role": "CONSUMER", "scopes": ["catalogue:read"]}
    time.sleep(1)  # tokens are issued in whole seconds, and those of this one are good no more either
    done = registered.command("client", "change", "brief", "--scope", "access:decide", "--role", "PROVIDER")
    assert done.stdout == "brief is changed: what it was issued before is good no more.\n"
    assert _viewer(registered, before).status_code == httpx.codes.UNAUTHORIZED
    time.sleep(1)
    after = registered.command("token", "brief", "--scope", "access:decide").stdout.strip()
    assert _viewer(registered, after).json()["data"]["viewer"] == {"role": "PROVIDER", "scopes": ["access:decide"]}
    renewed = registered.command("client", "change", "brief", "--new-secret").stdout
    (secret,) = re.findall(r"^  ([\w-]{43})$", renewed, re.MULTILINE)
    form = {"grant_type": "client_credentials", "scope": "access:decide"}
    asked = httpx.post(f"{registered.site}/oauth/token", data=form, auth=("brief", secret), timeout=30)
    assert asked.is_success
    assert registered.command("client", "remove", "brief").stdout == "brief gets no more tokens.\n"
    assert httpx.post(f"{registered.site}/oauth/token", data=form, auth=("brief", secret), timeout=30).is_client_error
    assert _viewer(registered, asked.json()["access_token"]).status_code == httpx.codes.UNAUTHORIZED
    for words in (("client", "remove", "brief"), ("client", "change", "brief", "--role", "AUDITOR")):
        assert registered.command(*words).stderr.startswith("NOT_FOUND: There is no client 'brief'")


def test_a_person_is_listed_changed_and_removed(registered: Registered) -> None:
    """By login, with the id under which the ledger knows them and without a password."""
    add = ("person", "add", "mei", "--name", "韩梅梅", "--department", "gd-mzt", "--scope", "catalogue:read")
    assert registered.command(*add).returncode == 0
    change = ("person", "change", "mei", "--department", "gd-gat", "--role", "PROVIDER", "--scope", "access:decide")
    assert registered.command(*change).stdout == "mei acts for gd-gat as PROVIDER.\n"
    renewed = registered.command("person", "change", "mei", "--new-password").stdout
    assert re.search(r"^  \S{16}$", renewed, re.MULTILINE)
    (line,) = [each for each in registered.command("person", "list").stdout.splitlines() if each.startswith("mei ")]
    assert re.fullmatch(r"mei  p-[0-9a-f]{16}  gd-gat  PROVIDER  access:decide", line)
    assert registered.command("person", "remove", "mei").stdout.startswith("mei signs in no more")
    assert "mei" not in registered.command("person", "list").stdout
    for words in (("person", "remove", "mei"), ("person", "change", "mei", "--role", "AUDITOR")):
        assert registered.command(*words).stderr.startswith("NOT_FOUND: Nobody signs in as 'mei'")
    assert registered.command("person", "change", "li", "--department", "gd-nowhere").stderr.startswith("NOT_FOUND")
