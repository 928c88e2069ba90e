"""Problems as Terraform's diagnostics."""

from __future__ import annotations

from collections.abc import Iterable

from tf.gen import tfplugin_pb2 as pb

from rehearsal.cloud.rules.base import Problem
from rehearsal.cloud.values import Path


def diagnostics(problems: Iterable[Problem]) -> list[pb.Diagnostic]:
    """Return one diagnostic for each problem, at its argument."""
    return [
        pb.Diagnostic(
            severity=pb.Diagnostic.ERROR,
            summary=problem.summary,
            detail=problem.detail,
            attribute=attribute_path(problem.path) if problem.path else None,
        )
        for problem in problems
    ]


def attribute_path(path: Path) -> pb.AttributePath:
    """Return a path as steps: a name is an attribute, a number an index."""
    steps = [
        pb.AttributePath.Step(element_key_int=step)
        if isinstance(step, int)
        else pb.AttributePath.Step(attribute_name=step)
        for step in path
    ]
    return pb.AttributePath(steps=steps)
