"""The content of the picture: boxes, the paths of requests, and the outputs that stacks read."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from ops.common.errors import UserError
from tools.diagram.boxes import Box, boxes, place
from tools.diagram.graph import Address, Graph

#: The users and services outside of the stacks.
USER: Final = "user"
GITHUB: Final = "github"
_OUTSIDE: Final = (USER, GITHUB)


class NoSuchFlowError(UserError):
    """An arrow that the stacks no longer support."""


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """An arrow. `proof` is a chain of boxes, each of which must refer to the next."""

    source: str
    target: str
    text: str
    kind: str
    proof: Sequence[str] = ()


REQUEST: Final = "request"
EVENT: Final = "event"
OPERATION: Final = "operation"

FLOWS: Final = (
    Arrow(source=USER, target="address", text="HTTPS", kind=REQUEST),
    Arrow(source="address", target="entrance", text="", kind=REQUEST, proof=("entrance", "address")),
    Arrow(source="entrance", target="frontend", text="", kind=REQUEST, proof=("entrance", "frontend")),
    Arrow(source="entrance", target="backend", text="/api", kind=REQUEST, proof=("entrance", "backend")),
    Arrow(
        source="frontend", target="database", text="", kind=REQUEST, proof=("frontend", "secrets", "database")
    ),
    Arrow(
        source="backend",
        target="database",
        text="SQL over TLS",
        kind=REQUEST,
        proof=("backend", "secrets", "database"),
    ),
    Arrow(source="backend", target="blocks", text="", kind=EVENT, proof=("backend", "blocks")),
    Arrow(source="blocks", target="topics", text="publish, deliver", kind=EVENT, proof=("blocks", "topics")),
    Arrow(source=GITHUB, target="identities", text="OIDC", kind=OPERATION),
    Arrow(
        source="identities", target="cluster", text="deploys", kind=OPERATION, proof=("identities", "cluster")
    ),
    Arrow(source="registry", target="cluster", text="images", kind=OPERATION, proof=("registry", "cluster")),
    Arrow(
        source="cluster",
        target="monitoring",
        text="logs, metrics",
        kind=OPERATION,
        proof=("monitoring", "cluster"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class StateRead:
    """A stack that reads outputs of another one."""

    by: str
    of: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The content of the diagram."""

    boxes: tuple[Box, ...]
    flows: tuple[Arrow, ...]
    reads: tuple[StateRead, ...]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content; the PNG carries that of its own."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def picture(graph: Graph) -> Picture:
    """Return the picture of synthesized stacks.

    Raises UserError for a resource without a box, or for an arrow without references.
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


def _prove(flows: Sequence[Arrow], *, between: set[tuple[str, str]], keys: set[str]) -> None:
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
