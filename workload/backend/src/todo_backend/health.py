"""Probes: alive says something about the process alone, ready about what it needs to serve."""

import asyncio
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from todo_backend.resources import Resources, resources

# The probe's own limit is 500 ms: the answer must be on its way before.
_CHECK_SECONDS = 0.4
_log = structlog.stdlib.get_logger(__name__)
router = APIRouter(tags=["health"])

Verdict = Literal["ok", "failed"]


class Liveness(BaseModel):
    """The process runs."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """What the process needs, each part with its verdict."""

    status: Literal["ready", "not ready"]
    checks: dict[str, Verdict]


class Health(BaseModel):
    """The whole backend as a visitor or a smoke test sees it."""

    status: Literal["healthy", "unhealthy"]
    checks: dict[str, Verdict]


async def check(shared: Resources) -> dict[str, Verdict]:
    """Ask database and sidecar at the same time, each for at most 400 ms."""
    names = ("database", "dapr")
    verdicts = await asyncio.gather(
        _verdict("database", shared.database.probe()), _verdict("dapr", shared.sidecar.probe())
    )
    return dict(zip(names, verdicts, strict=True))


async def _verdict(name: str, probe: Awaitable[None]) -> Verdict:
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            await probe
    except Exception as error:  # noqa: BLE001 - whatever a probe raises, its part does not work
        _log.warning("check failed", check=name, error_type=type(error).__name__)
        return "failed"
    return "ok"


@router.get("/health")
async def liveness() -> Liveness:
    """The process runs; asks nobody else, for restarting it would mend nobody else."""
    return Liveness()


@router.get("/ready", responses={503: {"model": Readiness}})
async def readiness(response: Response, shared: Annotated[Resources, Depends(resources)]) -> Readiness:
    """Database and sidecar answer."""
    checks = await check(shared)
    if "failed" in checks.values():
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Readiness(status="not ready", checks=checks)
    return Readiness(status="ready", checks=checks)


@router.get("/api/health", responses={503: {"model": Health}})
async def health(response: Response, shared: Annotated[Resources, Depends(resources)]) -> Health:
    """The same checks, reachable from outside."""
    checks = await check(shared)
    if "failed" in checks.values():
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Health(status="unhealthy", checks=checks)
    return Health(status="healthy", checks=checks)
