"""The hub speaks GraphQL over HTTP as the specification's own audits ask."""

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.servers.hub import served_hub

FOLDER = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "audit.mjs")
AUDITS = 61


@pytest.fixture(scope="module")
def auditor() -> Path:
    """The audit script beside its installed packages, kept outside the repository and installed once."""
    npm = shutil.which("npm")
    if npm is None:
        missing("no npm: install Node.js to run the audits of GraphQL over HTTP")
    digest = sha256(b"".join((FOLDER / name).read_bytes() for name in FILES)).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "govshare-hub" / f"audit-{digest}"
    if not (home / "installed").exists():
        home.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(FOLDER / name, home / name)
        subprocess.run((npm, "ci", "--no-audit", "--no-fund"), cwd=home, check=True, capture_output=True, timeout=240)
        (home / "installed").touch()
    return home / "audit.mjs"


def test_every_audit_passes(auditor: Path, tmp_path: Path) -> None:
    """All audits of graphql-http pass, the optional ones included."""
    with served_hub(tmp_path) as site:
        done = subprocess.run(
            ("node", str(auditor), f"{site}/graphql"), check=True, capture_output=True, text=True, timeout=120
        )
    audits = json.loads(done.stdout)
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == AUDITS
