"""What is asked: the same random questions of every store, always about something else, so that no cache flatters."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

import orjson

from graph_seed.generator.offices import offices
from graph_seed.generator.plans import Plan, Plans
from graph_seed.generator.scale import SEED
from hub.codes import Code

FEW: Final = 20


class Draws:
    """Draws what to ask about from a generated catalogue of a size."""

    def __init__(self, *, datasets: int) -> None:
        self._plans = Plans(seed=SEED)
        self._datasets = datasets
        self._providers = _providers(self._plans, datasets=datasets)
        self._topics = [topic for office in offices() for topic, _ in office.topics]

    def plan(self, random: Random) -> Plan:
        """Return a dataset."""
        return self._plans[random.randrange(self._datasets)]

    def provider(self, random: Random) -> Code:
        """Return a department that provides 20 datasets or more, in a small catalogue any that provides some."""
        return random.choice(self._providers)

    def topic(self, random: Random) -> str:
        """Return what many datasets are about."""
        return random.choice(self._topics)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question, in words, with what draws its one variable, and its query to the hub and to its peer."""

    name: str
    about: Callable[[Draws, Random], str]
    query: str
    peer: str | None = None

    def body(self, about: str, *, to_peer: bool = False, telling: str = "") -> bytes:
        """Return the request that asks about something; raise `ValueError` where the peer has no such question.

        Everything that is told with a title is told with `telling` too.
        """
        query = self.peer if to_peer else self.query
        if query is None:
            message = f"the peer is not asked for {self.name}"
            raise ValueError(message)
        query = query.replace(" title ", f" title {telling} ") if telling else query
        return orjson.dumps({"query": query, "variables": {"about": about}})


_DATASET: Final = """
query ($about: String!) {
  dataset(code: $about) {
    code title abstract shareType updateCycle publishedOn
    items { nodes { name title dataType length shareType } }
  }
}"""

_DATASET_OF_PEER: Final = """
query ($about: String!) {
  datasets(where: {code: {eq: $about}}) {
    code title abstract shareType updateCycle publishedOn
    items { name title dataType length shareType }
  }
}"""

_UPSTREAM: Final = """
query ($about: String!) {
  datasets(filter: {department: [$about]}, first: 20) {
    nodes { code title items { nodes { name title upstream { nodes { code title } } } } }
  }
}"""

_UPSTREAM_OF_PEER: Final = """
query ($about: String!) {
  datasets(where: {provider: {eq: $about}}, sort: [{code: ASC}], limit: 20) {
    code title items { name title upstream { id title } }
  }
}"""

_SEARCH: Final = """
query ($about: String!) {
  datasets(search: $about, first: 20) {
    totalCount
    nodes { code title shareType }
    facets(by: [DEPARTMENT, REGION, LIBRARY, SHARE_TYPE, UPDATE_CYCLE, SENSITIVITY]) { name values { value count } }
  }
}"""

ONE: Final = Kind("a dataset with its items", lambda draws, random: draws.plan(random).code, _DATASET, _DATASET_OF_PEER)
PAGE: Final = Kind("20 datasets with items and their direct upstream", Draws.provider, _UPSTREAM, _UPSTREAM_OF_PEER)
SEARCH: Final = Kind("a Chinese search with six facets", Draws.topic, _SEARCH)


KINDS: Final = (ONE, PAGE, SEARCH)


def _providers(plans: Plans, *, datasets: int) -> list[Code]:
    counted = Counter(plans[number].body.department.code for number in range(datasets))
    return [code for code, count in counted.items() if count >= FEW] or list(counted)
