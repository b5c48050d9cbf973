"""Departments that ask a hub with tokens of its own."""

from time import monotonic
from typing import Final

from tests.servers.tokens import Tokens, tokens_of

_GOOD: Final = 200.0  # seconds for which a token is used, of the 300 for which it is good


class Callers:
    """Gives each department its header, with a token that is made anew before it expires."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._made: dict[str, tuple[str, float]] = {}

    def header(self, department: str) -> str:
        """Return the value of the header `Authorization` for a department that uses data."""
        text, made = self._made.get(department, ("", 0.0))
        now = monotonic()
        if not text or now - made > _GOOD:
            text = f"Bearer {self._tokens.text(department)}"
            self._made[department] = text, now
        return text


async def callers(url: str, port: int, *, department: str) -> Callers:
    """Return the callers of a hub on a graph that listens on a port; one department of it registers their program."""
    return Callers(await tokens_of(url, f"http://127.0.0.1:{port}", department=department))
