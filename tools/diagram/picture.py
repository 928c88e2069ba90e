"""What is drawn, apart from where: boxes, the ways of a request, and what a stack reads from another."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from ops.common.errors import UserError
from tools.diagram.boxes import Box, boxes, place
from tools.diagram.graph import Address, Graph

#: Who stands outside of the stacks.
USER: Final = "user"
GITHUB: Final = "github"
_OUTSIDE: Final = (USER, GITHUB)


class NoSuchFlowError(UserError):
    """The picture would show a way that the stacks no longer have."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """An arrow. `proof` is a chain of boxes, each of which refers to the next: without it, no arrow."""

    source: str
    target: str
    text: str
    kind: str
    proof: Sequence[str] = ()


REQUEST: Final = "request"
EVENT: Final = "event"
OPERATION: Final = "operation"

FLOWS: Final = (
    Flow(source=USER, target="address", text="HTTPS", kind=REQUEST),
    Flow(source="address", target="entrance", text="", kind=REQUEST, proof=("entrance", "address")),
    Flow(source="entrance", target="frontend", text="", kind=REQUEST, proof=("entrance", "frontend")),
    Flow(source="entrance", target="backend", text="/api", kind=REQUEST, proof=("entrance", "backend")),
    Flow(
        source="frontend", target="database", text="", kind=REQUEST, proof=("frontend", "secrets", "database")
    ),
    Flow(
        source="backend",
        target="database",
        text="SQL over TLS",
        kind=REQUEST,
        proof=("backend", "secrets", "database"),
    ),
    Flow(source="backend", target="blocks", text="", kind=EVENT, proof=("backend", "blocks")),
    Flow(source="blocks", target="topics", text="publish, deliver", kind=EVENT, proof=("blocks", "topics")),
    Flow(source=GITHUB, target="identities", text="OIDC", kind=OPERATION),
    Flow(
        source="identities", target="cluster", text="deploys", kind=OPERATION, proof=("identities", "cluster")
    ),
    Flow(source="registry", target="cluster", text="images", kind=OPERATION, proof=("registry", "cluster")),
    Flow(
        source="cluster",
        target="monitoring",
        text="logs, metrics",
        kind=OPERATION,
        proof=("monitoring", "cluster"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class StateRead:
    """That a stack reads outputs of another one's state."""

    by: str
    of: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything that the diagram says."""

    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]
    reads: tuple[StateRead, ...]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all of it; the PNG carries the one that it was drawn from."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def picture(graph: Graph) -> Picture:
    """Return the picture of synthesized stacks.

    Raises UnplacedError for a resource without a box, NoSuchFlowError for an arrow without references.
    """
    placed = place(graph)
    drawn = boxes(graph, placed)
    _prove(FLOWS, between=_references(graph, placed), keys={box.key for box in drawn})
    return Picture(boxes=drawn, flows=FLOWS, reads=_state_reads(graph))


def _references(graph: Graph, placed: Mapping[Address, str]) -> set[tuple[str, str]]:
    return {
        (placed[source], placed[target])
        for source, target in graph.references
        if source in placed and target in placed
    }


def _prove(flows: Sequence[Flow], *, between: set[tuple[str, str]], keys: set[str]) -> None:
    for flow in flows:
        missing = {flow.source, flow.target} - keys - set(_OUTSIDE)
        broken = [
            f"{one} to {other}"
            for one, other in zip(flow.proof, flow.proof[1:], strict=False)
            if (one, other) not in between
        ]
        if missing or broken:
            raise NoSuchFlowError(
                f"the stacks no longer say how {flow.source} reaches {flow.target}: no box or no reference: "
                + ", ".join([*sorted(missing), *broken]),
                where="tools/diagram/picture.py, FLOWS",
                remedy="correct the arrow as the stacks are now; then `make diagram`",
            )


def _state_reads(graph: Graph) -> tuple[StateRead, ...]:
    pairs = sorted({(read.by, read.of) for read in graph.reads})
    return tuple(
        StateRead(
            by=by,
            of=of,
            outputs=tuple(sorted(r.output for r in graph.reads if (r.by, r.of) == (by, of))),
        )
        for by, of in pairs
    )
