"""Packages of npm that tests run, fetched once and kept outside the repository."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from tests.servers import Unobtainable
from tests.servers.cache import cache_folder


def installed(script: Path) -> Path:
    """Return a copy of a script beside the packages that package-lock.json, in its folder, names.

    Raises `Unobtainable` where there is no npm.
    """
    npm = shutil.which("npm")
    if npm is None:
        message = f"no npm: install Node.js to run {script.name}"
        raise Unobtainable(message)
    files = [script.with_name(name) for name in ("package.json", "package-lock.json", script.name)]
    digest = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    home = cache_folder() / f"{script.stem}-{digest}"
    if not (home / "installed").exists():
        home.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, home / file.name)
        subprocess.run((npm, "ci", "--no-audit", "--no-fund"), cwd=home, check=True, capture_output=True, timeout=240)
        (home / "installed").touch()
    return home / script.name
