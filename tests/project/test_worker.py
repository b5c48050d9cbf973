"""What a server's worker is, beside the application that it serves."""

import subprocess
import sys
from pathlib import Path

from tests.servers.hub import environment

MADE = "import gc; from hub.app import application; application(); print(gc.get_freeze_count() > 0, gc.get_threshold())"


def test_garbage_is_not_looked_for_in_what_lives_as_long_as_the_worker(tmp_path: Path) -> None:
    """A worker freezes what it is made of, and looks through young objects only when there are many."""
    command = (sys.executable, "-c", MADE)
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment(tmp_path))
    assert told.stdout == "True (50000, 10, 10)\n"
