"""Questions over HTTP by `wrk`, which costs next to nothing: who asks shares the machine with who answers."""

import asyncio
import math
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.bench.lines import Unanswered
from tests.bench.timing import Round
from tests.servers import Unobtainable

BODIES: Final = 5_000
"""How many questions are drawn for each second of a round, more than are answered in one."""

_SCRIPT: Final = Path(__file__).with_suffix(".lua")
_MICRO: Final = 1e-6


@dataclass(frozen=True, slots=True)
class ByWrk:
    """Who answers on a port of this machine: asked by some connections at once, by bodies drawn anew for each round."""

    port: int
    connections: int
    draw: Callable[[Random], bytes]
    spent: Callable[[], float]

    async def round(self, number: int, *, seconds: float) -> Round:
        """Return what one round measured; raises `Unanswered` where an answer is none, `Unobtainable` without wrk."""
        random = Random(number)  # noqa: S311 - not a secret
        with tempfile.NamedTemporaryFile(suffix=".bodies") as file:
            file.writelines(self.draw(random) + b"\n" for _ in range(math.ceil(BODIES * seconds)))
            file.flush()
            spent = self.spent()
            told, sample = await self._told(file.name, seconds=seconds)
            spent = self.spent() - spent
        answered, micros, half, most, size, failed = map(int, told.split())
        if failed or not answered:
            raise Unanswered(sample or f"{failed} of {answered} answers failed")
        return Round(micros * _MICRO, spent, answered, (half * _MICRO, most * _MICRO), size / answered)

    async def _told(self, bodies: str, *, seconds: float) -> tuple[str, str]:
        wrk = shutil.which("wrk")
        if wrk is None:
            message = "wrk, which asks, is not installed"
            raise Unobtainable(message)
        options = ("--threads", "1", "--connections", str(self.connections), "--timeout", "30s")
        process = await asyncio.create_subprocess_exec(
            wrk,
            *(*options, "--duration", f"{max(round(seconds), 1)}s", "--script", str(_SCRIPT)),
            f"http://127.0.0.1:{self.port}",
            env={**os.environ, "BODIES": bodies},
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        told, _, sample = output.decode(errors="replace").partition("\ntold ")[2].partition("\n")
        if not told:
            message = f"wrk told nothing: {output[-300:]!r}"
            raise Unanswered(message)
        return told, sample.strip()
