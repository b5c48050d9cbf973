"""What processes use: memory and processor time, as Linux tells it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split():
        yield from family(int(child))


def peak_of(pid: int) -> int:
    """Return the most memory that a process had resident at any time, in bytes, with the pages of files it maps."""
    return _status(pid, "VmHWM")


def own_of(pid: int) -> int:
    """Return the memory that a process has to itself now, in bytes, without the pages of files."""
    return _status(pid, "RssAnon")


def _status(pid: int, name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("utf-8"))
    return int(found[1]) * 1024 if found else 0


def spent_by(pid: int) -> float:
    """Return the processor time that a process has used until now, in seconds."""
    # The second field is the program's name in brackets and may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
