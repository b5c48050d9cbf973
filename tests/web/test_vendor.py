"""What is vendored is what was published."""

import re
from hashlib import sha256
from pathlib import Path

from hub import web

_WEB = Path(web.__file__).parent
_VENDOR = _WEB / "static" / "vendor"
_OURS = {"graphiql-4.1.2/THIRD-PARTY.txt"}


def test_every_vendored_file_has_the_checksum_that_the_list_gives() -> None:
    """The list of vendored files and the files agree, byte for byte, with none more and none fewer."""
    listed = dict(
        re.findall(r"^\| (\S+/\S+) \|.*\| ([0-9a-f]{64}) \|$", (_WEB / "vendor.md").read_text("utf-8"), re.MULTILINE)
    )
    found = {
        file.relative_to(_VENDOR).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in _VENDOR.rglob("*")
        if file.is_file()
    }
    assert {name: digest for name, digest in found.items() if name not in _OURS} == listed


def test_every_vendored_package_brings_its_licence() -> None:
    """Each folder of a vendored package holds its licence."""
    packages = {folder.name for folder in _VENDOR.iterdir()}
    assert packages == {"graphiql-4.1.2", "react-18.3.1", "react-dom-18.3.1"}
    assert {file.parent.name for file in _VENDOR.glob("*/LICENSE")} == packages
