"""The composition root: the hub as one ASGI application."""

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from hub.errors import KvUnavailable, StoreUnavailable
from hub.graph.opening import open_graph, present
from hub.identity.bearer import principal_of
from hub.identity.oauth import routes as oauth
from hub.identity.oauth.issuer import Issuer, new_issuer
from hub.identity.oauth.metadata import RESOURCE
from hub.identity.opening import open_identities
from hub.identity.port import Kind
from hub.identity.sweeping import swept
from hub.kv.opening import open_kv
from hub.kv.replay import remembering_since
from hub.principals import Principal
from hub.scopes import CATALOGUE, Rights
from hub.settings import Settings, read_settings
from hub.shape import SHAPE
from hub.stopping import told_to_stop
from hub.web import graphiql
from hub.web.nameless import Nameless
from schema.endpoint import Endpoint
from schema.execution.limits import Limits
from schema.pace import Pace
from schema.service import Service
from schema.sockets import Sockets

_YOUNG: Final = 50_000
"""How many objects more than before are made until young ones are looked through."""


def application() -> Starlette:
    """Return the application that the environment describes; what a server calls in each of its workers."""
    settings = read_settings(os.environ)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    app = build_app(settings)
    _spare()
    return app


def _spare() -> None:
    """Have garbage looked for less often, and never among what lives as long as the worker: schema, model, code.

    An answer makes thousands of objects that are gone with it, none of them in a circle; looking through them, and
    with them through everything, took a quarter of the time of a large answer (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def build_app(settings: Settings, *, clock: Callable[[], datetime] = present) -> Starlette:
    """Return the application; it connects when it starts and lets go when it stops. `clock` is its only time."""
    opened: list[Issuer] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        graph = await open_graph(settings.graph_url, shape=SHAPE, clock=clock)
        identities, kv = open_identities(settings.graph_url), open_kv(settings.kv_url)
        opened.append(new_issuer(settings.issuer, graph=graph, identities=identities, kv=kv, clock=clock))
        with suppress(KvUnavailable):  # where it is away now, it is asked again when it is needed
            await remembering_since(kv, now=clock().timestamp())
        try:
            async with swept(identities, clock=clock):
                with told_to_stop(service.end_streams):
                    yield
        finally:
            opened.clear()
            for store in (kv, identities, graph):
                await store.close()

    async def principal(token: str) -> Principal:
        return principal_of(await opened[0].verifier.judge(token))

    async def ready(_: Request) -> Response:
        try:
            issuer = opened[0]
            # Any reading of the identity store tells that it answers.
            reading = issuer.identities.get(Kind.KEY, "")
            graph, kv, _identities = await asyncio.gather(issuer.graph.ping(), issuer.kv.ping(), reading)
            return JSONResponse({"status": "ready", "graph": dict(graph), "kv": kv})
        except StoreUnavailable as error:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, error.message)

    service = Service(
        lambda: opened[0].graph,
        limits=Limits(**settings.limits),
        pace=Pace(**settings.streams),
        documents=settings.documents,
        introspection=settings.introspection,
        principal_of=principal,
        anonymous=CATALOGUE if settings.anonymous_catalogue else Rights(),
        clock=clock,
    )
    routes = [
        Route("/graphql", Endpoint(service, metadata=f"{settings.issuer}{RESOURCE}").answer, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", Sockets(service, origins=settings.allowed_origins).converse),
        Route("/health/live", _live),
        Route("/health/ready", ready),
        *(graphiql.routes() if settings.graphiql else ()),
        *oauth.routes(lambda: opened[0]),
    ]
    handlers = {HTTPException: partial(_refuse, settings)}
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Nameless)], exception_handlers=handlers)


async def _live(_: Request) -> Response:
    return JSONResponse({"status": "live"})


async def _refuse(settings: Settings, request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):  # pragma: no cover – registered for nothing else
        raise error
    if error.status_code == HTTPStatus.NOT_FOUND:
        page = ", the page to explore it at /graphiql" if settings.graphiql else ""
        message = f"There is nothing at {request.url.path}: the API is at /graphql{page}."
        return _problem(HTTPStatus.NOT_FOUND, "NOT_FOUND", message)
    allowed = (error.headers or {}).get("Allow", "")
    message = f"{request.url.path} does not take {request.method}: use {allowed}."
    return _problem(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, headers={"allow": allowed})


def _problem(status: HTTPStatus, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> Response:
    content = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(content, status_code=status, headers=headers)
