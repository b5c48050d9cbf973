"""Asking the API as a department would, within the process."""

import base64
from datetime import datetime
from typing import Any, Final

from hub.catalogue.nouns import id_of
from hub.graph.port import Graph
from hub.graph.watch import Watch
from hub.model import DataItem, Dataset
from hub.principals import Principal, sight_of
from schema.batching import Context
from schema.errors import formatted
from schema.execution.engine import Engine

TOLD: Final = """
  code outcome shareType standing quota until grant { code }
  reasons { rule facts { name value } } lacking { clause known wanted }
  masks { method amount } rows { item scope value }
"""
"""What is told of a decision."""

EXPLAINED: Final = (
    TOLD
    + """
  reasons { article phrase sentence sentenceZh } lacking { condition { code } sentence sentenceZh }
  remedies { step agent value sentence sentenceZh }
"""
)
"""All that is told of a decision, the sentences and what would change it included."""


async def ask(
    graph: Graph, engine: Engine, query: str, *, principal: Principal | None, now: datetime, **variables: object
) -> dict[str, Any]:
    """Return the answer to a query that a principal puts at a moment, as `data` and `errors`."""
    watch = Watch(graph.head, seconds=1)
    context = Context(graph=graph, watch=watch, sight=sight_of(principal), principal=principal, now=now)
    result = await engine.answer(query, context=context, variables=variables)
    return {"data": result.data, "errors": formatted(result.errors or ())}


def global_id(noun: type[Dataset | DataItem], key: str) -> str:
    """Return the id under which the API knows a noun."""
    return base64.urlsafe_b64encode(id_of(noun, key).encode()).rstrip(b"=").decode()
