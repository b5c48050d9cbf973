"""What no file of the project may contain or be called."""

import re
import subprocess
from pathlib import Path

import pytest

LONGEST = 400  # lines; a longer module has two subjects
VAGUE = {"base", "common", "helper", "helpers", "impl", "manager", "misc", "util", "utils"}
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?! #\d)")
DOWNLOAD = re.compile(r"https?://[^ \"]+\.(?:whl|tar\.gz|tgz|jar|deb|crate)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|farm|root|home)/")


@pytest.fixture(scope="module")
def texts(pytestconfig: pytest.Config) -> dict[str, str]:
    """The text of each file that we wrote, by its path; vendored files are others' words."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    listed = subprocess.run(listing, cwd=pytestconfig.rootpath, check=True, capture_output=True, text=True)
    files = [name for name in listed.stdout.split("\0") if name and "/vendor/" not in name]
    return {name: text for name in files if (text := text_of(pytestconfig.rootpath / name)) is not None}


def text_of(file: Path) -> str | None:
    """Return what a file says; nothing for a picture, a table or a file that is gone."""
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


@pytest.mark.parametrize(
    "pattern", [DOWNLOAD, MACHINE_PATH, UNFINISHED], ids=["download", "machine path", "unfinished"]
)
def test_no_text_contains(pattern: re.Pattern[str], texts: dict[str, str]) -> None:
    """No download address, no path of one machine, and nothing left to do without the number of its issue."""
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        if name != "tests/project/test_texts.py"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_modules_are_named_after_their_subject(texts: dict[str, str]) -> None:
    """A module is a noun: no catch-all, and no digits but those of a product's name."""
    modules = [Path(name).stem.removeprefix("test_").replace("neo4j", "") for name in texts if name.endswith(".py")]
    assert [name for name in modules if VAGUE & set(name.split("_")) or re.search(r"\d", name)] == []


def test_no_module_is_too_long(texts: dict[str, str]) -> None:
    """A module has one subject, and so an end in sight."""
    lengths = {name: len(text.splitlines()) for name, text in texts.items() if name.endswith(".py")}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
