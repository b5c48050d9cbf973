"""Real servers for tests: each is fetched, started on free ports, and stopped with whoever started it."""


class Unobtainable(Exception):
    """A server that this machine cannot have; the text is the reason in one line."""
