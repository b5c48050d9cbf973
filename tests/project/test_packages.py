"""The four top-level packages: nobody else's are imported by mistake, and the wheel holds them whole."""

import importlib
import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

PACKAGES = ("hub", "schema", "resolvers", "graph_seed")


@pytest.fixture(scope="module")
def wheel(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this tree, with nothing fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    subprocess.run(build, cwd=pytestconfig.rootpath, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_the_name(package: str) -> None:
    """A distribution on the registry is called `schema`, another `hub`; neither may land in our environment."""
    assert set(packages_distributions().get(package, [])) <= {"govshare-hub"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_package_is_imported_from_this_tree(package: str, pytestconfig: pytest.Config) -> None:
    """What the tests import is what lies beside them."""
    assert importlib.import_module(package).__file__ == str(pytestconfig.rootpath / package / "__init__.py")


def test_the_wheel_holds_the_four_packages_whole(wheel: Path, pytestconfig: pytest.Config) -> None:
    """Every file of the four packages, data files included, is in the wheel, and nothing else."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", *PACKAGES)
    listed = subprocess.run(listing, cwd=pytestconfig.rootpath, check=True, capture_output=True, text=True)
    files = {name for name in listed.stdout.split("\0") if name and (pytestconfig.rootpath / name).is_file()}
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == files


def test_the_wheel_runs_without_the_tree(wheel: Path, tmp_path: Path) -> None:
    """The command works from the wheel alone: it plants the demonstration world and finds its ledger whole."""
    site = tmp_path / "site"
    ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "HUB_DATA_DIR": str(tmp_path / "data")}

    def hub(*arguments: str) -> str:
        command = (sys.executable, "-m", "hub", *arguments)
        done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
        return done.stdout

    where = (sys.executable, "-c", "import hub, schema; print(hub.__file__, schema.__file__)")
    imported = subprocess.run(where, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert imported.stdout.split() == [str(site / "hub" / "__init__.py"), str(site / "schema" / "__init__.py")]
    assert hub("schema") == (site / "schema" / "schema.graphql").read_text(encoding="utf-8")
    assert hub("seed").startswith("Planted ")
    assert hub("ledger", "verify").startswith("The ledger is whole: ")
