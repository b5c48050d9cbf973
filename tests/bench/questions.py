"""What is asked: the same random questions of every store, always about something else, so that no cache flatters."""

from collections import Counter
from collections.abc import Callable, Iterator
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
    """A kind of question, in words, with its query and what draws the query's one variable."""

    name: str
    query: str
    about: Callable[[Draws, Random], str]

    def bodies(self, draws: Draws, seed: int) -> Iterator[bytes]:
        """Yield request bodies for ever, the same for the same seed."""
        random = Random(seed)  # noqa: S311 - not a secret
        while True:
            yield orjson.dumps({"query": self.query, "variables": {"about": self.about(draws, random)}})


_DATASET: Final = """
query ($about: String!) {
  dataset(code: $about) {
    code title abstract shareType updateCycle publishedOn
    items { nodes { name title dataType length shareType } }
  }
}"""

_UPSTREAM: Final = """
query ($about: String!) {
  datasets(filter: {department: [$about]}, first: 20) {
    nodes { code title items { nodes { name title upstream { nodes { code title } } } } }
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

KINDS: Final = (
    Kind("(a) a dataset with its items", _DATASET, lambda draws, random: draws.plan(random).code),
    Kind("(b) 20 datasets with items and their direct upstream", _UPSTREAM, Draws.provider),
    Kind("(c) a search with six facets", _SEARCH, Draws.topic),
)


def _providers(plans: Plans, *, datasets: int) -> list[Code]:
    counted = Counter(plans[number].body.department.code for number in range(datasets))
    return [code for code, count in counted.items() if count >= FEW] or list(counted)
