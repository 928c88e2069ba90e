"""Drift as GitHub issues: one a stack, which opens, is updated, closes and opens again; and a heartbeat.

docs/decisions/0052-drift-issues.md says why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ops.clients.github.managed_issue import Identity, ManagedIssues
from ops.commands.drift.report import DriftReport, StackDrift
from ops.commands.drift.views import drift_issue
from ops.common.hidden_header import hidden_facts, hidden_header
from ops.common.markdown_text import fitted, tamed

_NEVER: Final = "never yet"


@dataclass(frozen=True, kw_only=True)
class DriftIssues:
    """The issues of one environment. `now` is in UTC; `run` is the address of the workflow's run, if any."""

    issues: ManagedIssues
    environment: str
    now: datetime
    run: str | None = None

    def settle(self, report: DriftReport) -> dict[str, str]:
        """Bring the issue of each stack that was looked at up to date; return what was done, by stack."""
        return {stack.stack: self._settle(stack) for stack in report.stacks}

    def beat(
        self, result: str, *, report: DriftReport | None = None, done: Mapping[str, str] | None = None
    ) -> None:
        """Say in the heartbeat when drift was looked for and what came of it; `report` when it was judged."""
        identity = {"kind": "drift-heartbeat", "environment": self.environment}
        standing = self.issues.find(identity)
        known = hidden_facts(standing["body"]) if standing else None
        judged = self._time if report else str((known or {}).get("judged", _NEVER))
        body = "\n".join(
            [
                hidden_header(**identity, judged=judged),
                f"`ops drift` last looked at `{self.environment}` at **{self._time}**: {result}",
                "",
                f"Drift was last judged: {judged}.",
                "",
                *_results(report, done or {}),
                *([f"[The run]({self.run})", ""] if self.run else []),
                "Every run rewrites this text. If its time is old, the schedule does not run.",
                "",
            ]
        )
        if standing is None:
            self.issues.open(identity, title=f"Drift detection of {self.environment}", body=fitted(body))
        else:
            self.issues.change(standing, body=fitted(body))

    @property
    def _time(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M} UTC"

    def _settle(self, stack: StackDrift) -> str:
        identity = {"kind": "drift", "environment": self.environment, "stack": stack.stack}
        return self._drifted(stack, identity) if stack.found else self._clean(identity)

    def _drifted(self, stack: StackDrift, identity: Identity) -> str:
        body = fitted(f"{hidden_header(**identity)}\n{drift_issue(stack, environment=self.environment)}")
        issue = self.issues.find(identity)
        if issue is None:
            made = self.issues.open(identity, title=f"Drift: {stack.stack} of {self.environment}", body=body)
            return f"#{made['number']} opened"
        if issue["state"] != "open":
            self.issues.change(issue, state="open", body=body)
            self.issues.comment(issue, f"Drift was found again at {self._time}.{self._link}")
            return f"#{issue['number']} opened again"
        if issue["body"] == body:
            return f"#{issue['number']} still says so"
        self.issues.change(issue, body=body)
        return f"#{issue['number']} updated"

    def _clean(self, identity: Identity) -> str:
        issue = self.issues.find(identity)
        if issue is None or issue["state"] != "open":
            return ""
        self.issues.change(issue, state="closed", state_reason="completed")
        self.issues.comment(issue, f"No drift any more, seen at {self._time}.{self._link}")
        return f"#{issue['number']} closed"

    @property
    def _link(self) -> str:
        return f" [The run]({self.run})" if self.run else ""


def quoted(text: str) -> str:
    """Return somebody else's message as a quotation, in which nobody is mentioned."""
    return "\n".join(f"> {line}" for line in tamed(text).splitlines())


def _results(report: DriftReport | None, done: Mapping[str, str]) -> Iterator[str]:
    if report is None:
        return
    yield "| stack | result | issue |"
    yield "| --- | --- | --- |"
    for stack in report.stacks:
        ignored = f", {stack.ignored} ignored by rules" if stack.ignored else ""
        yield f"| `{stack.stack}` | {stack.summary}{ignored} | {done.get(stack.stack, '')} |"
    yield ""
    for unseen in report.unseen:
        yield f"`{unseen.name}` **could not be looked at**; its issue stays as it was:"
        yield quoted(unseen.reason)
        yield ""
    if report.unused:
        yield "These rules of `drift-ignore.yaml` match nothing any more; remove them:"
        yield from (f"- `{rule.address}` `{rule.attribute}`" for rule in report.unused)
        yield ""
