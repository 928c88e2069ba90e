"""The node pool of an environment: whether its pods fit."""

from collections.abc import Iterator, Mapping

from ops.common.errors import UserError
from ops.delivery.cost.capacity import capacity_of
from ops.engine.synthesis.document import StackDocument
from ops.engine.terraform.events import Level
from ops.engine.terraform.validation import ValidationProblem


def pool_problems(environment: str, stacks: Mapping[str, StackDocument]) -> Iterator[ValidationProblem]:
    """Yield an error for a pool that a release does not fit, a warning for autoscalers that outgrow it."""
    try:
        room = capacity_of(stacks)
        quiet, most = room.nodes_at_minimum, room.nodes_at_maximum
    except UserError as error:
        yield _problem(environment, Level.ERROR, error.what, error.remedy)
        return
    if quiet > room.pool_maximum:
        yield _problem(
            environment,
            Level.ERROR,
            f"a release needs {quiet} × {room.node_size}; the pool has {room.pool_maximum} at most",
            "raise cluster.nodes.maximum, choose a larger cluster.nodes.size, or lower requests or replicas",
        )
    elif most > room.pool_maximum:
        yield _problem(
            environment,
            Level.WARNING,
            f"every replica and a release need {most} × {room.node_size}; the pool has {room.pool_maximum} "
            "at most",
            "raise cluster.nodes.maximum or lower replicas.maximum: pods would stay pending under load",
        )


def _problem(environment: str, severity: Level, what: str, remedy: str) -> ValidationProblem:
    return ValidationProblem(
        severity=severity,
        summary=what,
        detail=remedy,
        address="",
        argument="cluster.nodes",
        file=f"{environment}.yaml",
        line=0,
    )
