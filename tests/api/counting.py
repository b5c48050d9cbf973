"""A store whose calls are counted."""

from collections import Counter

from hub.graph.port import Graph


class CountedGraph:
    """A store that counts the calls of each verb; `uncounted` is the store itself."""

    def __init__(self, graph: Graph) -> None:
        self.uncounted = graph
        self.calls: Counter[str] = Counter()

    def __getattr__(self, verb: str) -> object:
        self.calls[verb] += 1
        return getattr(self.uncounted, verb)
