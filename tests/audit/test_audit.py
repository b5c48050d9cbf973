"""The hub speaks GraphQL over HTTP as the specification's own audits ask."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import script_with_packages
from tests.servers.hub import served_hub

AUDITS = 61


@pytest.fixture(scope="module")
def auditor() -> Path:
    """The audit script beside its installed packages."""
    return script_with_packages(Path(__file__).with_name("audit.mjs"))


def test_every_audit_passes(auditor: Path, tmp_path: Path) -> None:
    """All audits of graphql-http pass, the optional ones included."""
    with served_hub(tmp_path) as site:
        done = subprocess.run(
            ("node", str(auditor), f"{site}/graphql"), check=True, capture_output=True, text=True, timeout=120
        )
    audits = json.loads(done.stdout)
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == AUDITS
