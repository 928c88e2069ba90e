"""Releases whose run recorded no end: killed, or without a store. Their records are closed here."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ops.common.private_files import open_private
from ops.delivery.releases.release import Outcome, Release
from ops.delivery.releases.store import ReleaseStore
from ops.engine.terraform.events import Diagnostic, Event, Level, Progress, Stage, Summary, read_event

_RELEASE: Final = "release"
_APPLY: Final = "-apply.jsonl"
_PLAN: Final = "-plan.jsonl"


def remember_release(run: Path, release: Release) -> None:
    """Note in the folder of a run which release it makes."""
    with open_private(run / _RELEASE) as file:
        file.write(release.id.encode())


def close_interrupted(store: ReleaseStore, *, runs: Sequence[Path]) -> list[Release]:
    """Record the end of each release that is recorded as running; return them as they are recorded now.

    Only for the holder of the deployment lock, who knows that none of them runs. `runs` are the folders of
    earlier runs on this machine, where progress is read from.
    """
    closed = []
    for release in store.history():
        if release.outcome is Outcome.RUNNING:
            reason = _reason(release, runs)
            ended = release.ended(
                Outcome.FAILED, at=max(store.now(), release.started_at), reason=reason, fingerprints={}
            )
            store.save(ended)
            closed.append(ended)
    return closed


def _reason(release: Release, runs: Sequence[Path]) -> str:
    run = next((run for run in runs if _read(run / _RELEASE) == release.id), None)
    if run is None:
        return "it was killed on another machine: its end was not recorded"
    logs = run / "logs"
    applies = sorted(logs.glob(f"*{_APPLY}"), key=lambda log: log.stat().st_mtime)
    if not applies:
        return "it was killed before anything was applied"
    stack = applies[-1].name.removesuffix(_APPLY)
    events = list(_events(applies[-1]))
    done = sum(isinstance(event, Progress) and event.stage is Stage.DONE for event in events)
    errors = [event for event in events if isinstance(event, Diagnostic) and event.severity is Level.ERROR]
    if errors:
        return f"the apply of {stack} failed after {done} changes: {errors[0].summary}"
    if any(isinstance(event, Summary) for event in events):
        return f"it was killed after the apply of {stack} ({done} changes)"
    planned = sum(
        event.add + event.change + event.remove
        for event in _events(logs / f"{stack}{_PLAN}")
        if isinstance(event, Summary)
    )
    return f"it was killed during the apply of {stack}: at least {done} of {planned} changes were made"


def _events(log: Path) -> Iterator[Event]:
    for line in _read(log).splitlines():
        if event := read_event(line):
            yield event


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
