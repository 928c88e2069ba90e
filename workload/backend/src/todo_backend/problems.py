"""Errors as RFC 9457 problem documents, each with the id under which the logs tell of it."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from todo_backend.database import UNAVAILABLE, driver_error
from todo_backend.request_context import current_request_id

MEDIA_TYPE = "application/problem+json"
# An answer is not longer than its question, whatever a caller makes up.
_ERRORS_SHOWN = 20
_LONGEST_NAME = 100
_log = structlog.stdlib.get_logger(__name__)


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] | None = None


class ProblemError(Exception):
    """An answer that is not what the caller hoped for, with words for the caller."""

    def __init__(self, status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers


def problem_response(
    request: Request,
    *,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[FieldError] | None = None,
) -> JSONResponse:
    """A problem document about this request."""
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        request_id=current_request_id(),
        errors=errors,
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for the problems that a route can answer with."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}


def install_problem_handlers(app: FastAPI) -> None:
    """Let every error of the application leave it as a problem document."""

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> JSONResponse:
        return problem_response(request, status=error.status, detail=error.detail, headers=error.headers)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        return problem_response(request, status=error.status_code, detail=error.detail, headers=error.headers)

    async def _busy(request: Request, error: Exception) -> JSONResponse:
        return _unavailable(request, error)

    for unavailable in (PoolTimeoutError, *UNAVAILABLE):
        app.add_exception_handler(unavailable, _busy)

    @app.exception_handler(DBAPIError)
    async def _database(request: Request, error: DBAPIError) -> JSONResponse:
        # SQLAlchemy names no class for it: the driver's own error is the cause of the one that it wraps.
        if not error.connection_invalidated and not isinstance(driver_error(error), UNAVAILABLE):
            raise error
        return _unavailable(request, error)

    app.add_exception_handler(RequestValidationError, _invalid)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    fields = [
        FieldError(field=_field_name(entry["loc"]), message=entry["msg"].removeprefix("Value error, "))
        for entry in found[:_ERRORS_SHOWN]
    ]
    detail = "; ".join(f"{entry.field}: {entry.message}" for entry in fields)
    if len(found) > _ERRORS_SHOWN:
        detail = f"{detail}; and {len(found) - _ERRORS_SHOWN} more"
    return problem_response(request, status=HTTPStatus.UNPROCESSABLE_ENTITY, detail=detail, errors=fields)


def unexpected_error(request: Request) -> JSONResponse:
    """The answer to an error that nobody foresaw: it says where to look, not what happened."""
    return problem_response(
        request,
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        detail="An unexpected error. The request_id finds it in the logs.",
    )


def _unavailable(request: Request, error: Exception) -> JSONResponse:
    _log.warning("database not available", error_type=type(error).__name__)
    return problem_response(
        request,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        detail="The database is busy or restarting. Try again shortly.",
        headers={"Retry-After": "1"},
    )


def _field_name(location: Sequence[int | str]) -> str:
    name = ".".join(str(part) for part in location[1:]) or str(location[0])
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
