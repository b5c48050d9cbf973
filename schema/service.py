"""Running requests for their callers, whichever way they come in."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType
from starlette.requests import HTTPConnection

from hub.access.memory import Memory
from hub.admission import Admission, Documents
from hub.errors import HubError, Unauthenticated
from hub.graph.port import Graph
from hub.graph.watch import Watch
from hub.principals import Principal, sight_of
from hub.scopes import CATALOGUE, Rights
from schema.batching import Context
from schema.building import build_engine
from schema.errors import formatted, public
from schema.execution.engine import Prepared
from schema.execution.limits import DEFAULTS, Limits
from schema.gates import WITHHOLDING, Permit
from schema.marks import Marks
from schema.pace import STEADY, Pace
from schema.requests import Parameters, bearer_of

PrincipalOf = Callable[[str], Awaitable[Principal]]
"""Returns who asks with an access token, judged now; raises `Unauthenticated` where it is not to be believed."""

Renewal = Callable[[], Awaitable[Context]]
"""Returns a caller's context as of now; raises `HubError` once his right has ended."""


async def _nobody(_: str) -> Principal:
    raise Unauthenticated("This service knows no access token: ask without one.")


def _now() -> datetime:
    return datetime.now(UTC)


class Service:
    """Runs GraphQL requests on the graph that `graph` returns, as far as they keep to the limits.

    `principal_of` tells who asks with a token; `anonymous` is what callers without one may do; `clock` is the only
    time; `documents` is what anonymous callers may run; without `introspection` nobody is told the schema.
    """

    def __init__(
        self,
        graph: Callable[[], Graph],
        *,
        limits: Limits = DEFAULTS,
        pace: Pace = STEADY,
        documents: Documents = Documents.ANY,
        introspection: bool = True,
        principal_of: PrincipalOf = _nobody,
        anonymous: Rights = CATALOGUE,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.limits = limits
        self.pace = pace
        self._graph = graph
        self._memory = Memory(lambda: graph().head())
        self._watch = Watch(lambda: graph().head(), seconds=pace.poll_milliseconds / 1000)
        self._principal_of = principal_of
        self._anonymous = anonymous
        self._clock = clock
        self._admission = Admission(graph, anonymous=documents)
        self._engine = build_engine(limits, introspection=introspection)
        self._marks = Marks(self._engine.schema)
        self._streams = 0
        self._ending = asyncio.Event()

    async def admit(self, connection: HTTPConnection, credentials: Mapping[str, Any] | None = None) -> Renewal:
        """Return what tells the context of a caller, now and whenever it is asked again while a stream lasts.

        `credentials` are what a WebSocket's `connection_init` brings. Raises `MalformedToken` where a token is not sent
        as one may be; what is returned raises `Unauthenticated` for a caller who may not come in, or no longer, and
        every stream of his ends with that error. This is the place that asks who callers are: nothing else knows.
        """
        token = bearer_of(connection, credentials)

        async def renew() -> Context:
            principal = None if token is None else await self._principal_of(token)
            rights = self._anonymous if principal is None else principal.rights
            if principal is None and not rights.scopes:
                raise Unauthenticated("This hub answers nobody without an access token: sign in, or send one.")
            return Context(
                graph=self._graph(),
                watch=self._watch,
                sight=sight_of(principal),
                principal=principal,
                rights=rights,
                memory=self._memory,
                now=self._clock(),
            )

        return renew

    async def prepare(self, asked: Parameters, context: Context) -> Prepared | ExecutionResult:
        """Return the operation that a caller asks for, as `Engine.prepare`, as far as he may run that document.

        Fields that he may not have are left out, or fail the whole request where it asks for that.
        """
        try:
            text = await self._text(asked, context)
        except HubError as error:
            return ExecutionResult(errors=[public(GraphQLError(error.message, original_error=error))])
        principal = context.principal
        permit = Permit(context.rights, None if principal is None else principal.role, self._marks)
        prepared = self._engine.prepare(
            text, variables=asked.variables, operation_name=asked.operation_name, gate=permit
        )
        if asked.fails_whole and isinstance(prepared, Prepared):
            refusals = self._engine.refusals(prepared, permit)
            return ExecutionResult(errors=refusals) if refusals else prepared
        return prepared

    def while_admitted(self, asked: Parameters, renew: Renewal) -> Renewal:
        """Return a renewal that ends, too, once the caller may no longer run the document that he asked for."""

        async def renewed() -> Context:
            context = await renew()
            await self._text(asked, context)
            return context

        return renewed

    async def _text(self, asked: Parameters, context: Context) -> str:
        client = None if context.principal is None else context.principal.client
        if asked.query is None:
            return await self._admission.text_registered(asked.document, client=client)
        return await self._admission.text_sent(asked.query, client=client)

    async def run(self, prepared: Prepared, context: Context) -> ExecutionResult:
        """Return the result of a query or a mutation, and in its extensions whether something was withheld."""
        return _with_completeness(await self._engine.run(prepared, context=context), context)

    async def results(self, prepared: Prepared, renew: Renewal) -> AsyncGenerator[ExecutionResult, None]:
        """Yield the results of any operation: one, or one for each event of a subscription.

        Raises `GraphQLError` where a subscription cannot begin or is broken off.
        """
        if prepared.kind is not OperationType.SUBSCRIPTION:
            yield await self.run(prepared, await renew())
            return
        async with aclosing(await self._engine.subscribe(prepared, renew=renew)) as results:
            async for result in results:
                yield result

    @property
    def is_full(self) -> bool:
        """Whether as many streams are open as may be."""
        return self._streams >= self.limits.streams

    def end_streams(self) -> None:
        """End every stream, because the process stops; those who follow one come again, to whoever answers then."""
        self._ending.set()

    async def ended(self) -> None:
        """Return when streams are to end."""
        await self._ending.wait()

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """Count a stream for as long as it is open."""
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1


def content_of(result: ExecutionResult, *, wants_cost: bool) -> dict[str, Any]:
    """Return a result as it is sent; where the request itself was wrong and nothing was run, without data."""
    content: dict[str, Any] = {}
    if result.errors:
        content["errors"] = formatted(result.errors)
    if not is_unexecuted(result):
        content["data"] = result.data
    told = {"authorization", "cost"} if wants_cost else {"authorization"}
    extensions = {name: told_ for name, told_ in (result.extensions or {}).items() if name in told}
    if extensions:
        content["extensions"] = extensions
    return content


def _with_completeness(result: ExecutionResult, context: Context) -> ExecutionResult:
    """Return a result that tells whether anything that exists for the caller was withheld.

    Whoever brings a token is always told; an anonymous caller only where something was.
    """
    codes = {(public(error).extensions or {}).get("code") for error in result.errors or ()}
    complete = WITHHOLDING.isdisjoint(codes)
    if not is_unexecuted(result) and not (complete and context.principal is None):
        result.extensions = {**(result.extensions or {}), "authorization": {"complete": complete}}
    return result


def is_unexecuted(result: ExecutionResult) -> bool:
    """Tell whether the request itself was wrong: there is no data, and no error has a path."""
    return result.data is None and result.errors is not None and all(error.path is None for error in result.errors)
