"""The application: routes, what they share, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import httpx
import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from todo_backend import health, housekeeping
from todo_backend.authentication import Authenticator, SigningKeys
from todo_backend.body_limit import BodyLimitMiddleware
from todo_backend.chat import routes as chat_routes
from todo_backend.chat.assistant import Assistant
from todo_backend.database import open_database
from todo_backend.events import routes as event_routes
from todo_backend.events.relay import Relay
from todo_backend.events.sidecar import Sidecar
from todo_backend.problems import install_problem_handlers, unexpected_error
from todo_backend.rate_limits import RateLimits
from todo_backend.readiness import ReadinessCheck
from todo_backend.request_context import REQUEST_ID_HEADER, RequestContextMiddleware
from todo_backend.resources import Resources
from todo_backend.secret_source import SecretSource
from todo_backend.settings import Settings
from todo_backend.tasks import routes as task_routes

_log = structlog.stdlib.get_logger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """The application over these settings. Nothing is opened before its lifespan starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.resources = await _open_resources(settings, stack)
            await _start_background(settings, app.state.resources, stack)
            yield

    app = FastAPI(
        title="Todo backend",
        version="1.0.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    install_problem_handlers(app)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_allowed_origins,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", REQUEST_ID_HEADER],
        expose_headers=[REQUEST_ID_HEADER, "Retry-After"],
        max_age=600,
    )
    # Added last, so that it is outermost.
    app.add_middleware(RequestContextMiddleware, unexpected_error=unexpected_error)
    app.include_router(health.router)
    app.include_router(task_routes.router)
    app.include_router(chat_routes.router)
    app.include_router(event_routes.router)
    if settings.declare_subscriptions:
        app.include_router(event_routes.subscriptions_router)
    return app


async def _open_resources(settings: Settings, stack: AsyncExitStack) -> Resources:
    secrets = SecretSource(settings.secrets_directory)
    database = open_database(
        secrets,
        pool_size=settings.database_pool_size,
        pool_timeout_seconds=settings.database_pool_timeout_seconds,
        statement_timeout_seconds=settings.database_statement_timeout_seconds,
    )
    stack.push_async_callback(database.close)
    assistant = Assistant(settings=settings, secrets=secrets)
    stack.push_async_callback(assistant.close)
    sidecar = Sidecar(
        port=settings.dapr_http_port,
        client=await _open_client(stack),
        probe_client=await _open_client(stack),
        publish_timeout_seconds=settings.publish_timeout_seconds,
    )
    keys = SigningKeys(url=str(settings.auth_jwks_url), client=await _open_client(stack))
    stack.push_async_callback(keys.close)
    readiness = ReadinessCheck({"database": database.probe, "dapr": sidecar.probe, "keys": keys.probe})
    stack.push_async_callback(readiness.close)
    return Resources(
        database=database,
        readiness=readiness,
        relay=Relay(database=database, sidecar=sidecar, poll_seconds=settings.outbox_poll_seconds),
        authenticator=Authenticator(
            keys=keys,
            issuer=settings.auth_issuer,
            audience=settings.auth_audience,
        ),
        rate_limits=RateLimits(tasks=settings.tasks_rate_limit, chat=settings.chat_rate_limit),
        assistant=assistant,
    )


async def _open_client(stack: AsyncExitStack) -> httpx.AsyncClient:
    """A client for one purpose: what uses up its connections leaves those of the others alone."""
    return await stack.enter_async_context(httpx.AsyncClient(trust_env=False))


async def _start_background(settings: Settings, shared: Resources, stack: AsyncExitStack) -> None:
    for name, work in (
        ("relay", shared.relay.run()),
        ("housekeeping", housekeeping.run(shared.database, settings)),
    ):
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_report_end)
        stack.push_async_callback(_stop, task)


def _report_end(task: "asyncio.Task[None]") -> None:
    """Background work ends only when it is cancelled; anything else is a fault that must not stay silent."""
    if not task.cancelled():
        _log.critical("background work ended", work=task.get_name(), exc_info=task.exception())


async def _stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
