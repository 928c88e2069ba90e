"""What a user can get wrong, or the world can refuse, said in one way everywhere."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command lines; a script may rely on them."""

    FAILED = 1
    USAGE = 2
    MISSING_TOOL = 3
    SYNTHESIS_FAILED = 4
    MISSING_INPUT = 5
    LOCKED = 6
    NO_SPACE = 7
    NOT_REVIEWED = 8
    RELEASE_FAILED = 9
    DRIFT = 10
    NEEDS_ATTENTION = 11
    UNHEALTHY = 12
    OVER_LIMIT = 13
    INTERRUPTED = 130


class UserError(Exception):
    """An error for a person: what happened, where, and what to do about it. Shown without a traceback.

    `what` may have several lines when it passes on somebody else's message; it is never shortened.
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
        return "\n".join(lines)


class MissingToolError(UserError):
    """A program that is needed is not installed, or is too old."""

    exit_code = ExitCode.MISSING_TOOL


class MissingInputError(UserError):
    """A value that only the person can give was not given."""

    exit_code = ExitCode.MISSING_INPUT


class NoSpaceError(UserError):
    """The disk has no room for what has to be written."""

    exit_code = ExitCode.NO_SPACE
