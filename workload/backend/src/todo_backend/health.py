"""Probes: alive says something about the process alone, ready about what it needs to serve."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from todo_backend.readiness import Verdict
from todo_backend.resources import Resources, resources

router = APIRouter(tags=["health"])


class Liveness(BaseModel):
    """The process runs."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """What the process needs, each part with its verdict."""

    status: Literal["ready", "not ready"]
    checks: dict[str, Verdict]


class Health(BaseModel):
    """The whole backend as a visitor or a smoke test sees it: which part is missing stays inside."""

    status: Literal["healthy", "unhealthy"]


@router.get("/health")
async def liveness() -> Liveness:
    """The process runs; asks nobody else, for restarting it would mend nobody else."""
    return Liveness()


@router.get("/ready", responses={503: {"model": Readiness}})
async def readiness(response: Response, shared: Annotated[Resources, Depends(resources)]) -> Readiness:
    """Everything that the process needs answers."""
    checks = dict(await shared.readiness.verdicts())
    if "failed" in checks.values():
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Readiness(status="not ready", checks=checks)
    return Readiness(status="ready", checks=checks)


@router.get("/api/health", responses={503: {"model": Health}})
async def health(response: Response, shared: Annotated[Resources, Depends(resources)]) -> Health:
    """The same verdict, reachable from outside."""
    if "failed" in (await shared.readiness.verdicts()).values():
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Health(status="unhealthy")
    return Health(status="healthy")
