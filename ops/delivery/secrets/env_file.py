"""The file `.env`: lines NAME='value', read as they stand. Nothing in it is expanded or run."""

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.common.errors import ExitCode, UserError

_LINE: Final = re.compile(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_AFTER_QUOTE: Final = re.compile(r"[ \t]*|[ \t]+#.*")
_COMMENT: Final = re.compile(r"[ \t]#")
# What a shell does to a value without quotes, and to one in double quotes.
_UNQUOTED: Final = (
    (re.compile(r"[$`]"), "replaces what follows `$` or a backtick"),
    (
        re.compile(r"[&;|<>() \t]"),
        "ends the value at a space or one of & ; | < > ( ), and may run the rest",
    ),
    (re.compile(r"[\\'\"]"), "drops backslashes and quotes"),
    (re.compile(r"(?:^|:)~"), "replaces `~` with a home folder"),
)
_DOUBLE_QUOTED: Final = (
    (re.compile(r"[$`]"), "replaces what follows `$` or a backtick"),
    (re.compile(r"\\[\\$`]"), "drops backslashes"),
)


class EnvFileError(UserError):
    """A file of secrets that is missing, or has a line that can be read in more than one way."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A line of the file. `shell_does` is what a shell would make of the value instead; empty: the same."""

    name: str
    value: str = field(repr=False)
    line: int
    shell_does: str = ""


@dataclass(frozen=True, kw_only=True)
class EnvFile:
    """The file as it was read. `readable_by_others`: its mode lets other users of the machine read it."""

    path: Path
    assignments: tuple[Assignment, ...]
    readable_by_others: bool


def read_env_file(path: Path) -> EnvFile:
    """Return the assignments of a file; raise EnvFileError with all lines that are wrong, without values."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "the file is not UTF-8"
        raise EnvFileError(
            f"the secrets cannot be read: {what}",
            where=str(path),
            remedy="cp .env.example .env && chmod 600 .env, then fill it in",
        ) from error
    found: dict[str, Assignment] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            one = _assignment(line, number)
        except _WrongLine as wrong:
            problems.append(f"line {number}: {wrong}")
            continue
        if one and one.name in found:
            problems.append(f"line {number}: {one.name} is also on line {found[one.name].line}")
        elif one:
            found[one.name] = one
    if problems:
        raise EnvFileError(
            "\n".join(["lines that are not NAME='value'", *problems]),
            where=str(path),
            remedy="write each value between single quotes, one variable a line",
        )
    return EnvFile(
        path=path,
        assignments=tuple(found.values()),
        readable_by_others=bool(mode & (stat.S_IRGRP | stat.S_IROTH)),
    )


class _WrongLine(Exception):  # noqa: N818 - it becomes a line of EnvFileError
    """What is wrong with one line, without its value."""


def _assignment(line: str, number: int) -> Assignment | None:
    """Return the assignment of a line; None for a comment or an empty line."""
    text = line.removesuffix("\r").strip(" \t")
    if not text or text.startswith("#"):
        return None
    parsed = _LINE.fullmatch(text)
    if parsed is None:
        raise _WrongLine("there is no NAME=, or a space before the =")
    name, raw = parsed.groups()
    value, shell_does = _value(name, raw)
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise _WrongLine(f"{name} has a control character")
    if line.endswith("\r"):
        shell_does = "keeps the carriage return at the end of the line"
    return Assignment(name=name, value=value, line=number, shell_does=shell_does)


def _value(name: str, raw: str) -> tuple[str, str]:
    """Return a value without its quotes, and what a shell would do to it."""
    if raw[:1] in (" ", "\t"):
        raise _WrongLine(f"{name} has a space after the =")
    if raw[:1] in ("'", '"'):
        quote = raw[0]
        value, closed, rest = raw[1:].partition(quote)
        if not closed:
            raise _WrongLine(f"{name} has no closing {quote}")
        if not _AFTER_QUOTE.fullmatch(rest):
            other = '"' if quote == "'" else "'"
            raise _WrongLine(
                f"{name} has text after the closing {quote}; a value with {quote} goes between {other}"
            )
        return value, "" if quote == "'" else _difference(value, _DOUBLE_QUOTED)
    if raw.startswith("#") or _COMMENT.search(raw):
        raise _WrongLine(f"{name} has a # that could begin a comment: write the value between quotes")
    return raw, _difference(raw, _UNQUOTED)


def _difference(value: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    return "; ".join(what for pattern, what in rules if pattern.search(value))
