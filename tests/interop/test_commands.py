"""The commands that look after clients, people, tokens and keys, beside a hub that runs."""

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
