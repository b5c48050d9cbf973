"""The page on which developers explore the catalogue: GraphiQL, opened on a few examples, all of it served here."""

from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from hub.web.assets import Asset, accepts_gzip, read_assets
from hub.web.compression import compressed
from hub.web.policy import ASSET_HEADERS, PAGE_HEADERS

SIGNED_IN: Final = "/graphiql/signed-in"
"""Where a browser is sent back to from signing in."""

_FOLDER: Final = Path(__file__).parent
_EXAMPLES: Final = ("search", "dataset", "lineage", "changes")
_PLACES: Final = {
    "icon": "hub.svg",
    "graphiql_style": "vendor/graphiql-4.1.2/graphiql.min.css",
    "style": "graphiql.css",
    "react": "vendor/react-18.3.1/react.production.min.js",
    "react_dom": "vendor/react-dom-18.3.1/react-dom.production.min.js",
    "graphiql": "vendor/graphiql-4.1.2/graphiql.min.js",
    "session": "session.js",
    "panels": "panels.js",
    "start": "graphiql.js",
}


def routes() -> list[Route]:
    """Return the routes of `/graphiql`, of the static files it needs, and of `/`, which leads there.

    The page sends its queries to `graphql` beside it. Its addresses are relative, so that the hub may stand behind
    a prefix.
    """
    assets = read_assets()
    page, back = _page(assets), _signed_in(assets)
    served = {asset.name: asset for asset in assets.values()}

    async def graphiql(request: Request) -> Response:
        return await compressed(HTMLResponse(page, headers=PAGE_HEADERS), request.headers)

    async def signed_in(request: Request) -> Response:
        return await compressed(HTMLResponse(back, headers=PAGE_HEADERS), request.headers)

    async def static(request: Request) -> Response:
        asset = served.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _file(asset, request)

    async def home(_: Request) -> Response:
        return RedirectResponse("graphiql", status_code=HTTPStatus.TEMPORARY_REDIRECT)

    return [
        Route("/", home),
        Route("/graphiql", graphiql),
        Route(SIGNED_IN, signed_in),
        Route("/static/{name:path}", static),
    ]


def read_examples() -> tuple[str, ...]:
    """Return the queries that GraphiQL opens with, in the order of its tabs; each runs on the seeded world."""
    return tuple((_FOLDER / "examples" / f"{name}.graphql").read_text("utf-8") for name in _EXAMPLES)


def _page(assets: dict[str, Asset]) -> str:
    template = Template((_FOLDER / "graphiql.html").read_text("utf-8"))
    # A template element is inert: the content policy allows no script of ours to stand in the page.
    examples = "\n".join(f"<template class='example'>{escape(text)}</template>" for text in read_examples())
    places = {place: f"static/{assets[name].name}" for place, name in _PLACES.items()}
    return template.substitute(places, examples=examples)


def _signed_in(assets: dict[str, Asset]) -> str:
    template = Template((_FOLDER / "signed-in.html").read_text("utf-8"))
    return template.substitute(script=f"../static/{assets['signed-in.js'].name}")


def _file(asset: Asset, request: Request) -> Response:
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        headers = {**ASSET_HEADERS, "content-encoding": "gzip"}
        return Response(asset.zipped, headers=headers, media_type=asset.media_type)
    return Response(asset.body, headers=ASSET_HEADERS, media_type=asset.media_type)
