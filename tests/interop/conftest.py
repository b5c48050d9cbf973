"""A served hub with clients and a person, added by the commands while it runs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.servers.hub import environment, served_hub

PASSWORD = "a sentence that nobody guesses"  # noqa: S105 – of a hub that lives as long as the tests


@dataclass(frozen=True, slots=True)
class Registered:
    """A hub at `site`, and what its operator handed out."""

    site: str
    folder: Path
    secret: str
    person: str
    key: dict[str, str]
    """The private key `k-1` of the client `keyed`, of the kind EC."""

    pem: str
    """The private key `k-2` of the same client, of the kind RSA."""

    def command(self, *words: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the hub's command beside the hub that runs."""
        return command(self.folder, self.site, words, typed=typed)


def command(
    folder: Path, site: str, words: Sequence[str], *, typed: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the hub's command on the stores in a folder."""
    return subprocess.run(
        (sys.executable, "-m", "hub", *words),
        env=environment(folder, HUB_ISSUER=site),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registered]:
    """A hub with the clients `relief`, which has a secret, and `keyed`, which has two keys, and the person `li`."""
    folder = tmp_path_factory.mktemp("interop")
    key = ECKey.generate_key("P-256", {"kid": "k-1"}, private=True)
    other = RSAKey.generate_key(2048, {"kid": "k-2"}, private=True)
    public = [each.as_dict(private=False) for each in (key, other)]
    (folder / "keys.json").write_text(json.dumps({"keys": public}), "utf-8")
    scopes = ("--scope", "catalogue:read", "--scope", "records:gd-gat.household")
    shared = ("--department", "gd-mzt", *scopes)
    redirect = ("--redirect", "http://127.0.0.1/back")
    with served_hub(folder) as site:
        done = command(folder, site, ("client", "add", "relief", "--title", "救助审核", *shared, *redirect))
        secret = re.search(r"^  ([\w-]{43})$", done.stdout, re.MULTILINE)
        assert secret is not None, done.stderr
        key_file = ("--key", str(folder / "keys.json"))
        keyed = command(folder, site, ("client", "add", "keyed", "--title", "对账", *shared, *key_file))
        assert keyed.stdout == "keyed is registered.\n", keyed.stderr
        person = ("person", "add", "Li", "--name", "李雷", *shared, "--password-stdin")
        added = command(folder, site, person, typed=f"{PASSWORD}\n")
        called = re.search(r"^li may sign in, and is called (p-[0-9a-f]{16})", added.stdout)
        assert called is not None, added.stderr
        own = {name: str(value) for name, value in key.as_dict(private=True).items()}
        pem = other.as_pem(private=True).decode()
        yield Registered(site=site, folder=folder, secret=secret[1], person=called[1], key=own, pem=pem)
