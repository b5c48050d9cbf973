"""The locks, which alone decide what is installed."""

import re
import tomllib
from pathlib import Path

import pytest

PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^#\\]+)?(?: --hash=sha256:[0-9a-f]{64})+")


def requirements(lock: Path) -> list[str]:
    """Return one line per requirement of a lock, continued lines joined, comments left out."""
    joined = re.sub(r" \\\n +", " ", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if not line.startswith("#")]


def pins(lock: Path) -> dict[str, str]:
    """Return the pinned version of each distribution in a lock."""
    return {pin["name"]: pin["version"] for line in requirements(lock) if (pin := PINNED.fullmatch(line))}


@pytest.fixture(params=["requirements.lock", "requirements-dev.lock"])
def lock(request: pytest.FixtureRequest) -> Path:
    """Each lock."""
    return request.config.rootpath / str(request.param)


def test_every_requirement_is_pinned_with_hashes(lock: Path) -> None:
    """Each line names one version and the hashes of its files."""
    assert [line for line in requirements(lock) if not PINNED.fullmatch(line)] == []


def test_no_lock_says_where_to_download(lock: Path) -> None:
    """A lock holds no address, so that it works with whatever registry a machine has."""
    assert "://" not in lock.read_text(encoding="utf-8")


def test_the_development_lock_holds_the_runtime_lock(pytestconfig: pytest.Config) -> None:
    """Tests run on the very versions that `make run` installs."""
    runtime = pins(pytestconfig.rootpath / "requirements.lock")
    development = pins(pytestconfig.rootpath / "requirements-dev.lock")
    assert runtime == {name: development.get(name) for name in runtime}


def test_every_dependency_is_locked(pytestconfig: pytest.Config) -> None:
    """What pyproject.toml asks for is in the locks."""
    root = pytestconfig.rootpath
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    runtime = named(project["project"]["dependencies"] + groups["build"])
    assert runtime - pins(root / "requirements.lock").keys() == set()
    assert named(groups["dev"]) - pins(root / "requirements-dev.lock").keys() == set()


def named(specifications: list[str]) -> set[str]:
    """Return the names of distributions without extras and version ranges."""
    return {re.split(r"[\[<>=]", specification)[0] for specification in specifications}
