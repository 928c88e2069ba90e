"""Dependencies of the routes that need a signed-in user."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

import jwt
import structlog
from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from todo_backend.authentication import KeysUnavailableError
from todo_backend.problems import ProblemError
from todo_backend.resources import Resources, resources

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token from GET /api/auth/token")
_log = structlog.stdlib.get_logger(__name__)


async def current_user(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    shared: Annotated[Resources, Depends(resources)],
) -> str:
    """The id of the signed-in user; 401 without a valid token, 503 without keys to judge one."""
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


def limited_user(limit: str) -> Callable[..., Awaitable[str]]:
    """A dependency: the signed-in user, who has just spent one request of that limit."""

    async def spend(
        user_id: Annotated[str, Depends(current_user)], shared: Annotated[Resources, Depends(resources)]
    ) -> str:
        await shared.rate_limits.spend(limit, user_id)
        return user_id

    return spend


def _unauthorized(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
