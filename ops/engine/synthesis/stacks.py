"""The synthesized stacks: the run of main.py and the reader of its output."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from contract.provider_locks import WITHOUT_LOCK_FILES
from ops.common.errors import FREE_SPACE, ExitCode, NoSpaceError, UserError
from ops.engine.synthesis import cache as synthesis_cache
from ops.engine.synthesis.document import STACK_FILE, RequiredProvider, StackDocument, StateBackend, Variable

PROJECT = Path(__file__).resolve().parents[3]
#: The folder of the synthesized stacks in the folder of a run.
SYNTHESIZED: Final = "cdktf.out"

# The first setting keeps main.py's folder first on the path, so that its own checkout is imported. The
# second: the caller decides whether the lock files belong to its providers.
_SETTINGS = {
    "PYTHONSAFEPATH": "",
    WITHOUT_LOCK_FILES: "1",
}


class SynthesisError(UserError):
    """A failed synthesis, with the message of main.py."""

    exit_code = ExitCode.SYNTHESIS_FAILED


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A synthesized stack. `needs` names the stacks that must be applied before it."""

    name: str
    folder: Path
    needs: frozenset[str]
    variables: tuple[Variable, ...]
    backend: StateBackend
    providers: tuple[RequiredProvider, ...]

    @property
    def document(self) -> StackDocument:
        """The stack's file, read from its folder."""
        return StackDocument.read(self.folder)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the stack's secrets."""
        return tuple(variable.name for variable in self.variables if variable.ephemeral)


def synthesize(*, environment: str, out: Path, project: Path = PROJECT) -> tuple[Stack, ...]:
    """Synthesize an environment, or restore it from the cache; return the stacks in apply order.

    Raises SynthesisError with the message of main.py, NoSpaceError when the disk is full.
    """
    out.mkdir(parents=True, exist_ok=True)
    key = synthesis_cache.digest(environment=environment, project=project)
    if not synthesis_cache.restore(key, project=project, out=out):
        _run_main(environment=environment, out=out, project=project)
        # Sources that changed meanwhile have another key.
        if key == synthesis_cache.digest(environment=environment, project=project):
            synthesis_cache.keep(key, project=project, out=out)
    return read_stacks(out)


def _run_main(*, environment: str, out: Path, project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=project,
        env={**os.environ, **_SETTINGS, "ENVIRONMENT": environment, "CDKTF_OUTDIR": str(out)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == os.EX_IOERR:
        raise NoSpaceError(
            "the disk is full: " + done.stderr.strip().rpartition("\n")[2],
            where=str(out),
            remedy=FREE_SPACE,
        )
    if done.returncode != 0:
        raise SynthesisError(done.stderr.strip() or done.stdout.strip() or "main.py failed without a message")


def read_stacks(out: Path) -> tuple[Stack, ...]:
    """Return the stacks of a synthesized folder in apply order."""
    try:
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SynthesisError(
            "the stacks are not synthesized", where=str(out), remedy="run `make synth` or `rehearse up`"
        ) from error
    documents = {
        name: StackDocument.parse((out / entry["synthesizedStackPath"]).read_bytes())
        for name, entry in manifest["stacks"].items()
    }
    owners = {document.backend.key: name for name, document in documents.items()}
    stacks = [
        _stack(
            name,
            documents[name],
            folder=out / entry["workingDirectory"],
            needs=frozenset(entry["dependencies"]) | _stacks_read_by(documents[name], owners),
        )
        for name, entry in manifest["stacks"].items()
    ]
    return _in_order(stacks)


def recorded_stack(name: str, content: bytes, *, folder: Path) -> Stack:
    """Write the recorded stack of a release into `folder` and return it, ready to apply."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STACK_FILE).write_bytes(content)
    return _stack(name, StackDocument.parse(content), folder=folder, needs=frozenset())


def _stack(name: str, document: StackDocument, *, folder: Path, needs: frozenset[str]) -> Stack:
    return Stack(
        name=name,
        folder=folder,
        needs=needs,
        variables=document.variables,
        backend=document.backend,
        providers=document.required_providers,
    )


def _stacks_read_by(document: StackDocument, owners: Mapping[str, str]) -> frozenset[str]:
    """Return the stacks whose state a stack reads: it needs them, declared to the CDKTF CLI or not."""
    return frozenset(owners[key] for key in document.read_state_keys if key in owners)


def _in_order(stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """Return the stacks sorted so that each comes after those that it needs."""
    by_name = {stack.name: stack for stack in stacks}
    try:
        names = tuple(
            TopologicalSorter({name: stack.needs for name, stack in by_name.items()}).static_order()
        )
    except CycleError as error:
        raise SynthesisError(
            f"dependency cycle between stacks: {' -> '.join(error.args[1])}",
            where="manifest.json and terraform_remote_state",
            remedy="remove one of the references",
        ) from error
    return tuple(by_name[name] for name in names)
