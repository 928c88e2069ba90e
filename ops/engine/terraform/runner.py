"""Terraform commands on one stack, with results read from their JSON output."""

import io
import json
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from ops.common.private_files import open_private
from ops.common.visible_text import visible
from ops.engine.terraform.engine import Engine
from ops.engine.terraform.events import (
    EXPECTED_WARNINGS,
    Diagnostic,
    Drift,
    Event,
    LogMessage,
    PlannedChange,
    Summary,
    parse_event,
    plain_diagnostics,
)
from ops.engine.terraform.failures import ERRORED_STATE, TerraformInterruptedError, failure
from ops.engine.terraform.plan_json import parse_plan
from ops.engine.terraform.process import EngineProcess
from ops.engine.terraform.redaction import Redactor
from ops.engine.terraform.running_steps import recorded

Listener = Callable[[Event], None]

_FINE = 0
_NO_CHANGES = 0
_PROBLEMS = 1
_CHANGES = 2


@dataclass(frozen=True, kw_only=True)
class PlanOptions:
    """The options of a plan. `lock_timeout` is a duration such as `30s`.

    With `targets`, only these addresses and what they depend on are planned.
    """

    destroy: bool = False
    refresh: bool = True
    refresh_only: bool = False
    lock: bool = True
    lock_timeout: str = "0s"
    targets: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """Return the options as arguments of `terraform plan`."""
        chosen = ["-destroy"] if self.destroy else []
        chosen += ["-refresh-only"] if self.refresh_only else []
        chosen += [] if self.refresh else ["-refresh=false"]
        chosen += [] if self.lock else ["-lock=false"]
        chosen += [f"-target={address}" for address in self.targets]
        return [*chosen, f"-lock-timeout={self.lock_timeout}"]


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """The result of a step: planned changes, drift, totals and warnings."""

    changed: bool
    changes: tuple[PlannedChange, ...] = ()
    drift: tuple[Drift, ...] = ()
    summary: Summary | None = None
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(kw_only=True)
class Terraform:
    """Terraform in the folder of one stack.

    `environment` is the whole environment of the process: secrets are passed in it as TF_VAR_* only.
    `redactor` masks them in the logs, one file for each step in `logs`; `label` is part of their names.
    `deployment` is the name of the stack's environment, for the commands in messages.
    """

    engine: Engine
    stack: str
    folder: Path
    environment: Mapping[str, str]
    logs: Path
    label: str = ""
    deployment: str = ""
    redactor: Redactor = field(default_factory=Redactor)
    listener: Listener = lambda _: None
    _process: EngineProcess = field(default_factory=EngineProcess, init=False, repr=False)

    def init(self, *, backend: bool = True, locked: bool = False) -> StepResult:
        """Initialize backend and providers. Can be repeated.

        Without `backend` no state is opened. With `locked` a provider that the lock file does not have is
        refused.

        One warning is left out: that a lock file has the checksums of one platform only. It matters to
        machines of another platform, and every mirror on disk causes it.
        """
        chosen = [] if backend else ["-backend=false"]
        chosen += ["-lockfile=readonly"] if locked else []
        done = self._run("init", ["init", "-input=false", "-json", "-reconfigure", *chosen])
        return replace(done, warnings=tuple(w for w in done.warnings if w.summary not in EXPECTED_WARNINGS))

    def validate(self) -> dict[str, Any]:
        """Return what `terraform validate -json` found, problems included. The state is not read."""
        return self._capture("validate", ["validate", "-json"], fine=(_FINE, _PROBLEMS))

    def lock_providers(self, *, platforms: Sequence[str], mirror: str = "") -> None:
        """Add the checksums of the required providers to the lock file, from the registry or a mirror."""
        arguments = [f"-platform={platform}" for platform in platforms]
        arguments += [f"-net-mirror={mirror}"] if mirror else []
        self._execute("providers lock", ["providers", "lock", "-no-color", *arguments])

    def plan(self, *, out: Path | None = None, options: PlanOptions | None = None) -> StepResult:
        """Plan, and save the plan to `out` when given. `changed` of the result: the plan is not empty."""
        options = options or PlanOptions()
        saved = [f"-out={out}"] if out else []
        arguments = ["plan", "-input=false", "-json", "-detailed-exitcode", *options.arguments(), *saved]
        return self._run("plan", arguments, fine=(_NO_CHANGES, _CHANGES))

    def apply(self, plan: Path, *, lock_timeout: str = "0s") -> StepResult:
        """Apply a saved plan. Ephemeral variables must be in the environment again."""
        arguments = ["apply", "-input=false", "-json", f"-lock-timeout={lock_timeout}", str(plan)]
        return self._run("apply", arguments)

    def show(self, plan: Path) -> dict[str, Any]:
        """Return a saved plan as `terraform show -json` prints it. It contains values: never print it."""
        return self._capture("show", ["show", "-json", str(plan)])

    def forget(self, addresses: Sequence[str], *, lock_timeout: str = "0s") -> None:
        """Remove resources from the state without destroying them."""
        self._execute("forget", ["state", "rm", "-no-color", f"-lock-timeout={lock_timeout}", *addresses])

    def push(self, state: Path, *, force: bool = False, lock_timeout: str = "0s") -> None:
        """Write a state file to the backend. Without `force` Terraform refuses an older serial."""
        forced = ["-force"] if force else []
        self._execute(
            "push", ["state", "push", "-no-color", f"-lock-timeout={lock_timeout}", *forced, str(state)]
        )

    def outputs(self) -> dict[str, Any]:
        """Return the outputs by name, each with `value`, `type` and `sensitive`."""
        return self._capture("output", ["output", "-json"])

    def interrupt(self) -> None:
        """Stop the running step gracefully; it raises TerraformInterruptedError. Callable from any thread."""
        self._process.interrupt()

    @property
    def interrupted(self) -> bool:
        """Whether a stop was requested. A second request stops Terraform at once."""
        return self._process.interrupted

    def _run(self, step: str, arguments: Sequence[str], *, fine: Sequence[int] = (0,)) -> StepResult:
        log = self.logs / f"{self.stack}{self.label}-{step}.jsonl"
        collector = _Collector(self.redactor, self.listener)
        started = time.time()
        with (
            io.TextIOWrapper(open_private(log), encoding="utf-8") as record,
            recorded(
                self.logs.parent,
                stack=f"{self.stack}{self.label}",
                step=step,
                program=self.engine.product.command,
            ) as running,
        ):
            code = self._process.stream(
                [str(self.engine.executable), *arguments],
                folder=self.folder,
                environment=self.environment,
                on_line=lambda line: collector.take(line, record),
                on_start=running.write,
            )
        kept = self._kept_state(since=started)
        if self._process.interrupted and not kept:
            raise TerraformInterruptedError(
                f"{self.engine.product.command} {step} of {self.stack} was stopped", where=str(log)
            )
        if code not in fine:
            raise failure(
                stack=self.stack,
                step=step,
                folder=self.folder,
                log=log,
                diagnostics=collector.diagnostics,
                unparsed="\n".join(collector.unparsed),
                killed_by=_signal_of(code),
                kept=kept,
                environment=self.deployment,
                product=self.engine.product,
            )
        return collector.outcome(changed=code == _CHANGES)

    def _kept_state(self, *, since: float) -> Path | None:
        """Return the file of a state that the store did not take in this step, readable by its owner only."""
        kept = self.folder / ERRORED_STATE
        # The clock of a file system can be behind by a tick.
        if not kept.is_file() or kept.stat().st_mtime < since - 1:
            return None
        kept.chmod(0o600)
        return kept

    def _capture(
        self, step: str, arguments: Sequence[str], *, fine: Sequence[int] = (_FINE,)
    ) -> dict[str, Any]:
        facts: dict[str, Any] = parse_plan(self._execute(step, arguments, fine=fine))
        return facts

    def _execute(self, step: str, arguments: Sequence[str], *, fine: Sequence[int] = (_FINE,)) -> str:
        code, output, errors = self._process.capture(
            [str(self.engine.executable), *arguments], folder=self.folder, environment=self.environment
        )
        if self._process.interrupted:
            raise TerraformInterruptedError(
                f"{self.engine.product.command} {step} of {self.stack} was stopped"
            )
        if code not in fine:
            raise failure(
                stack=self.stack,
                step=step,
                folder=self.folder,
                log=self.logs,
                diagnostics=plain_diagnostics(self.redactor.text(errors)),
                unparsed=self.redactor.text(errors),
                killed_by=_signal_of(code),
                environment=self.deployment,
                product=self.engine.product,
            )
        return output


def _signal_of(code: int) -> str:
    """Return the name of the signal that ended a process; empty when it ended by itself."""
    return signal.Signals(-code).name if code < 0 else ""


class _Collector:
    """A reader of one step's output: logs each line, passes it on, collects the result."""

    def __init__(self, redactor: Redactor, listener: Listener) -> None:
        self._redactor = redactor
        self._listener = listener
        self._changes: list[PlannedChange] = []
        self._drift: list[Drift] = []
        self._summary: Summary | None = None
        self.diagnostics: list[Diagnostic] = []
        self.unparsed: list[str] = []

    def take(self, line: str, record: TextIO) -> None:
        """Handle one line. JSON is parsed before masking: escapes would hide a secret in the text."""
        try:
            parsed = self._redactor.tree(json.loads(line))
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            text = self._redactor.text(line.rstrip("\n"))
            record.write(visible(text) + "\n")
            self.unparsed.append(text)
            self._listener(LogMessage(kind="text", text=text))
            return
        record.write(visible(json.dumps(parsed, ensure_ascii=False)) + "\n")
        event = parse_event(parsed)
        self._keep(event)
        self._listener(event)

    def outcome(self, *, changed: bool) -> StepResult:
        """Return the result of the step."""
        return StepResult(
            changed=changed,
            changes=tuple(self._changes),
            drift=tuple(self._drift),
            summary=self._summary,
            warnings=tuple(d for d in self.diagnostics if d.severity == "warning"),
        )

    def _keep(self, event: Event) -> None:
        match event:
            case Diagnostic():
                self.diagnostics.append(event)
            case PlannedChange():
                self._changes.append(event)
            case Drift():
                self._drift.append(event)
            case Summary():
                self._summary = event
            case _:
                pass
