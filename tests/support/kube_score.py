"""kube-score on Kubernetes objects: its findings, without those that are accepted for a reason."""

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, Final

import yaml

from contract.kubernetes_versions import newest_verified
from tools.components.go_programs import program

_FINE: Final = 10


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that stays: kube-score's check, the objects (`kind/name` with `*`), the reason."""

    check: str
    objects: str
    reason: str


def findings(objects: Iterable[Mapping[str, Any]], *, accepted: Sequence[Accepted] = ()) -> list[str]:
    """Return what kube-score finds, a line each, and each entry of `accepted` that nothing needs."""
    used: set[Accepted] = set()
    lines = []
    for check, name, text in _found(objects):
        fitting = [entry for entry in accepted if entry.check == check and fnmatch(name, entry.objects)]
        used |= set(fitting)
        if not fitting:
            lines.append(f"{name}: {check}: {text}")
    unused = [entry for entry in accepted if entry not in used]
    return [*lines, *(f"accepted, but not found: {entry.check} of {entry.objects}" for entry in unused)]


def _found(objects: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return check, object and comment of every finding."""
    version = f"--kubernetes-version=v{newest_verified().minor}"
    done = subprocess.run(
        [program("kube-score"), "score", "--output-format=json", version, "-"],
        input="---\n".join(yaml.safe_dump(dict(item)) for item in objects),
        capture_output=True,
        text=True,
        check=False,
    )
    # Exit code 1: there are findings.
    assert done.returncode in (0, 1), done.stderr
    return [
        (check["check"]["id"], _name(scored), comment["summary"])
        for scored in json.loads(done.stdout)
        for check in scored["checks"]
        if check["grade"] < _FINE and not check["skipped"]
        for comment in check["comments"] or [{"summary": check["check"]["name"]}]
    ]


def _name(scored: Mapping[str, Any]) -> str:
    return f"{scored['type_meta']['kind']}/{scored['object_meta']['name']}"
