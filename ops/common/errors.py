"""Errors shown to users: what failed, where, and how to fix it."""

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """The exit codes of `ops` and `rehearse`. Scripts may rely on them.

    `summary` is in the help text and in the README, `remedy` on the page docs/reference/exit-codes.md. `make
    docs` generates both from here.
    """

    summary: str
    remedy: str

    def __new__(cls, value: int, summary: str, remedy: str) -> "ExitCode":
        """Return a member with its texts."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.summary = summary
        member.remedy = remedy
        return member

    FAILED = 1, "failed", "The error names what failed, where, and the fix."
    USAGE = 2, "wrong usage, or not confirmed", "Correct the arguments, or confirm; nothing was changed."
    MISSING_TOOL = 3, "a tool is missing", "Install the tool that the error names."
    SYNTHESIS_FAILED = (
        4,
        "synthesis failed",
        "Correct the environment file at the place that the error names.",
    )
    MISSING_INPUT = 5, "an input is missing", "Set the secret, image or variable that the error names."
    LOCKED = 6, "locked", "Wait for the other run. If it is dead: docs/runbooks/break-a-lock.md."
    NO_SPACE = 7, "no disk space", "Free disk space and run the command again."
    NOT_REVIEWED = 8, "not the reviewed plan", "Plan again, have the plan reviewed, and deploy that."
    RELEASE_FAILED = (
        9,
        "a release failed, and was rolled back if possible",
        "See docs/runbooks/a-release-is-stuck.md; `ops releases` shows which release is live.",
    )
    DRIFT = 10, "drift", "See docs/deployment/drift.md."
    NEEDS_ATTENTION = 11, "a component needs attention", "Follow the fix that `ops health` prints for it."
    UNHEALTHY = 12, "a component has failed", "Follow the fix that `ops health` prints for it."
    OVER_LIMIT = 13, "cost limit exceeded", "See docs/deployment/cost-optimization.md."
    CHECK_FAILED = (
        14,
        "a check failed, outside of a release",
        "The output names the check that failed.",
    )
    STATE_NOT_SAVED = (
        15,
        "a state was not saved",
        "Run the command that the error names before anything else. See docs/runbooks/recover-state.md.",
    )
    INTERRUPTED = 130, "interrupted", "Run the same command again: what it finished is not repeated."


def exit_codes() -> str:
    """Return all exit codes with their summaries, in a line."""
    return "; ".join(f"{code.value} {code.summary}" for code in ExitCode)


def notes_of(error: BaseException) -> list[str]:
    """Return what was added to an error after it happened, such as a clean-up that failed as well."""
    return list(getattr(error, "__notes__", ()))


class UserError(Exception):
    """An error for the user: what failed, where, and how to fix it. Shown without a traceback.

    `what` may have several lines if it quotes another program's message; it is never shortened.
    """

    exit_code: ExitCode = ExitCode.FAILED

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the whole message as plain text, for logs and for programs without a terminal."""
        lines = [self.what]
        if self.where:
            lines.append(f"where: {self.where}")
        if self.remedy:
            lines.append(f"remedy: {self.remedy}")
        lines += notes_of(self)
        return "\n".join(lines)


class MissingToolError(UserError):
    """A required program that is missing or too old."""

    exit_code = ExitCode.MISSING_TOOL


class MissingInputError(UserError):
    """A value that only the user can provide, and has not."""

    exit_code = ExitCode.MISSING_INPUT


#: The remedy of a full disk.
FREE_SPACE: Final = "free some space and run it again; OPS_HOME and REHEARSAL_HOME name other folders"


class NoSpaceError(UserError):
    """A disk without enough free space."""

    exit_code = ExitCode.NO_SPACE
