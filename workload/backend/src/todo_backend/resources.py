"""What the routes share for the life of the process."""

from dataclasses import dataclass

from fastapi import Request

from todo_backend.authentication import Authenticator
from todo_backend.chat.assistant import Assistant
from todo_backend.database import Database
from todo_backend.events.relay import Relay
from todo_backend.rate_limits import RateLimits
from todo_backend.readiness import ReadinessCheck


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Opened at start-up, closed at the end; see `application.lifespan`."""

    database: Database
    readiness: ReadinessCheck
    relay: Relay
    authenticator: Authenticator
    rate_limits: RateLimits
    assistant: Assistant


async def resources(request: Request) -> Resources:
    """Dependency: the shared resources. A coroutine, because others go through the thread pool."""
    shared: Resources = request.app.state.resources
    return shared
