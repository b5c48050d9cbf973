"""A toy hub: the real pages and schema, beside an endpoint that has one dataset."""

from pathlib import Path
from typing import Any

from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hub.web.graphiql import routes

_SCHEMA = build_schema((Path(__file__).parents[2] / "schema" / "schema.graphql").read_text("utf-8"))

_ITEM: dict[str, Any] = {
    "code": "gd-gat.resident-population#name",
    "name": "name",
    "title": "姓名",
    "shareType": "CONDITIONAL",
    "concept": {"title": "姓名"},
    "conditions": [{"title": "仅限核验", "statement": "只返回一致或不一致。"}],
    "legalBases": [{"title": "中华人民共和国居民身份证法", "article": "第六条"}],
    "upstream": {"edges": []},
    "downstream": {"edges": []},
}
_DATASET: dict[str, Any] = {
    "code": "gd-gat.resident-population",
    "title": "常住人口",
    "abstract": "全省常住户口人员的基本信息。",
    "updateCycle": "DAILY",
    "shareType": "CONDITIONAL",
    "provider": {"title": "广东省公安厅"},
    "items": {"nodes": [_ITEM]},
}
_FACET = {"name": "SHARE_TYPE", "values": [{"value": "CONDITIONAL", "title": None, "count": 1}]}
_ROOT: dict[str, Any] = {
    "datasets": {"totalCount": 1, "nodes": [_DATASET], "facets": [_FACET]},
    "dataset": _DATASET,
    "dataItem": {**_ITEM, "dataset": _DATASET},
}


async def _graphql(request: Request) -> JSONResponse:
    asked = await request.json()
    result = graphql_sync(_SCHEMA, asked["query"], _ROOT, operation_name=asked.get("operationName"))
    return JSONResponse(result.formatted)


def site() -> Starlette:
    """Return the toy hub, for a server that takes a factory."""
    return Starlette(routes=[*routes(), Route("/graphql", _graphql, methods=["POST"])])
