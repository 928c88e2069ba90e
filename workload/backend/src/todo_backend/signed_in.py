"""Routes that need a signed-in user: the token is judged before the body is read."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any

import jwt
import structlog
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from todo_backend.authentication import KeysUnavailableError
from todo_backend.problems import ProblemError
from todo_backend.resources import Resources, resources

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token from GET /api/auth/token")
_log = structlog.stdlib.get_logger(__name__)


async def _user_of_request(
    request: Request,
    # For the API's description alone: the route has judged the token.
    _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    user_id: str = request.state.user_id
    return user_id


#: The id of the signed-in user; on routes of `signed_in_route` alone.
CurrentUser = Annotated[str, Depends(_user_of_request)]


def signed_in_route(limit: str) -> type[APIRoute]:
    """The class of routes for signed-in users, each of whom spends one request of that limit.

    FastAPI reads and parses a body before any dependency runs. Only the route itself comes earlier: without a
    valid token, or beyond the limit, nothing of a request but its head is looked at.
    """

    class SignedInRoute(APIRoute):
        """Answers 401 without a valid token, 503 without keys to judge one, and 429 beyond the limit."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """The handler, behind the check."""
            handle = super().get_route_handler()

            async def check_first(request: Request) -> Response:
                shared = await resources(request)
                user_id = await _authenticate(request, shared)
                await shared.rate_limits.spend(limit, user_id)
                request.state.user_id = user_id
                return await handle(request)

            return check_first

    return SignedInRoute


async def _authenticate(request: Request, shared: Resources) -> str:
    credentials = await _bearer(request)
    if credentials is None:
        raise _unauthorized("Sign in: this needs an Authorization header with a bearer token.")
    try:
        return await shared.authenticator.user_id(credentials.credentials)
    except jwt.PyJWTError as error:
        _log.info("token refused", reason=type(error).__name__)
        raise _unauthorized("The token is not valid (any more). Sign in again.") from None
    except KeysUnavailableError:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Sign-in cannot be checked at the moment. Try again shortly.",
            headers={"Retry-After": "10"},
        ) from None


def _unauthorized(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
