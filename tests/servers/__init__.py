"""Real servers for tests: each is fetched, started on free ports, and stopped with whoever started it."""

from typing import Final

# Standard input is a pipe from the starting process. When that closes, because the starter stopped or died in whatever
# way, the subshell ends the server; the server itself keeps the shell's process id.
WATCHED: Final = 'exec 3<&0; (read -r line <&3; kill $$ 2>/dev/null) & exec "$@" 3<&- </dev/null'


class Unobtainable(Exception):
    """A server that this machine cannot have; the text is the reason in one line."""
