"""What `terraform validate` found in a stack: the problem, the resource and the argument.

Source: https://developer.hashicorp.com/terraform/cli/commands/validate, "JSON Output Format".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.engine.terraform.events import Level

# In JSON, a text, a bracket, or what separates two values.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]')
# How many of the first keys name what an argument belongs to: `resource`, type and name.
_BLOCKS: Final = {"resource": 3, "data": 3, "provider": 2, "variable": 2, "output": 2}


@dataclass(frozen=True, kw_only=True)
class ValidationProblem:
    """A finding. `address` is the resource, `argument` the path below it; both are empty for a whole file."""

    severity: Level
    summary: str
    detail: str
    address: str
    argument: str
    file: str
    line: int


def problems(found: Mapping[str, Any], *, folder: Path) -> tuple[ValidationProblem, ...]:
    """Return the problems in the output of `terraform validate -json` in a folder."""
    return tuple(_problem(diagnostic, folder) for diagnostic in found["diagnostics"])


def path_at(document: bytes, offset: int) -> tuple[str, ...]:
    """Return the keys and indices that lead to a byte of a JSON document."""
    path: list[str | int] = []
    in_object: list[bool] = []
    text = b""
    for token in _TOKEN.finditer(document):
        if token.start() > offset:
            break
        match token[0]:
            case b"{" | b"[":
                in_object.append(token[0] == b"{")
                path.append("" if in_object[-1] else 0)
            case b"}" | b"]":
                in_object.pop()
                path.pop()
            case b":":
                path[-1] = text[1:-1].decode()
            case b",":
                last = path[-1]
                path[-1] = last + 1 if isinstance(last, int) else ""
            case _:
                text = token[0]
                if in_object[-1] and path[-1] == "":
                    path[-1] = text[1:-1].decode()
    return tuple(str(step) for step in path if step != "")


def _problem(diagnostic: Mapping[str, Any], folder: Path) -> ValidationProblem:
    place = diagnostic.get("range")
    path = path_at((folder / place["filename"]).read_bytes(), place["start"]["byte"]) if place else ()
    depth = _BLOCKS.get(path[0], 1) if path else 0
    named = path[1:depth] if path[:1] == ("resource",) else path[:depth]
    return ValidationProblem(
        severity=Level(diagnostic["severity"]),
        summary=diagnostic["summary"],
        detail=diagnostic.get("detail", ""),
        address=".".join(named) or diagnostic.get("address", ""),
        argument=".".join(path[depth:]),
        file=str(folder / place["filename"]) if place else str(folder),
        line=place["start"]["line"] if place else 0,
    )
