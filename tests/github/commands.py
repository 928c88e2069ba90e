"""The commands that a `run:` step gives: found in its script, and held against what there is."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer

from ops.cli import app as ops_app
from ops.engine.synthesis.stacks import PROJECT
from rehearsal.cli import app as rehearse_app

PROGRAMS: Final = {"ops": ops_app, "rehearse": rehearse_app}
_SEPARATORS: Final = re.compile(r"\|\||&&|[|;()]|\bthen\b|\bdo\b|<<<|<\(")
_ARRAY: Final = re.compile(r"^\s*(\w+)\+?=\((.*)\)\s*$", re.MULTILINE)
_ONLY_IF_SET: Final = re.compile(r"\$\{\w+:\+([^}]*)\}")
_TARGET: Final = re.compile(r"^([a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)*):", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A program and its arguments, as they stand in a script."""

    program: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join([self.program, *self.arguments])


def commands(script: str, *programs: str) -> Iterator[Command]:
    """Yield the calls of these programs in a script, with arrays and optional arguments put in."""
    arrays: dict[str, list[str]] = {}
    for name, words in _ARRAY.findall(script):
        arrays.setdefault(name, []).extend(shlex.split(words))
    joined = _ONLY_IF_SET.sub(r"\1", script.replace("\\\n", " "))
    for line in _ARRAY.sub("", joined).splitlines():
        for part in _SEPARATORS.split(line):
            words = _words(part)
            for position, word in enumerate(words):
                if word in programs and all(_goes_before(before) for before in words[:position]):
                    yield Command(program=word, arguments=tuple(_expanded(words[position + 1 :], arrays)))
                    break


def mistake(command: Command, *, named: bool = False) -> str | None:
    """Return what is wrong with a call; None when the program has the command, the options and the places.

    A command that is only `named`, in a sentence, may leave its arguments out.
    """
    if command.program == "make":
        return _make_mistake(command.arguments)
    # Typer brings a Click of its own along, so that its classes have no public names.
    found: Any = typer.main.get_command(PROGRAMS[command.program])
    rest = list(command.arguments)
    while hasattr(found, "commands") and not runs_itself(found, rest):
        name = rest.pop(0) if rest else ""
        if name not in found.commands:
            return f"{command}: there is no command '{name}'"
        found = found.commands[name]
        found = found.load() if hasattr(found, "load") else found
    wrong = _arguments_mistake(command, found.params, rest)
    return None if named and wrong and "arguments" in wrong else wrong


def runs_itself(group: Any, rest: Sequence[str]) -> bool:
    """Return whether a group is a command as well, and is called as one: `ops cost --all`."""
    return bool(group.invoke_without_command) and (not rest or rest[0].startswith("-"))


def _arguments_mistake(command: Command, parameters: Sequence[Any], rest: list[str]) -> str | None:
    options = {
        name: parameter
        for parameter in parameters
        for name in (*parameter.opts, *parameter.secondary_opts)
        if parameter.param_type_name == "option"
    }
    places = 0
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            places += 1
            continue
        option = options.get(word.partition("=")[0])
        if option is None:
            return f"{command}: there is no option '{word}'"
        if not option.is_flag and "=" not in word:
            if not rest:
                return f"{command}: '{word}' has no value"
            rest.pop(0)
    wanted = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    most = sum(99 if argument.nargs < 0 else argument.nargs for argument in wanted)
    least = sum(1 for argument in wanted if argument.required)
    return None if least <= places <= most else f"{command}: {places} arguments"


def _make_mistake(arguments: Sequence[str]) -> str | None:
    folder = PROJECT
    rest = list(arguments)
    if rest[:1] == ["-C"]:
        folder = PROJECT / rest[1]
        rest = rest[2:]
    rest = [word for word in rest if not word.startswith("-")]
    there = {name for line in _TARGET.findall((folder / "Makefile").read_text()) for name in line.split()}
    unknown = [target for target in rest if not target.startswith("$") and target not in there]
    return (
        f"make {' '.join(arguments)}: there is no target {', '.join(unknown)}"
        if unknown or not rest
        else None
    )


def scripts(script: str) -> list[Path]:
    """Return the programs of this repository that a script calls."""
    return [PROJECT / path for path in re.findall(r"(?<![\w/])\.(?:ci)/[\w-]+", script)]


def _words(part: str) -> list[str]:
    try:
        return shlex.split(part.split(" > ")[0].split(" >> ")[0], comments=True)
    except ValueError:  # half of a quoted text that runs over several lines
        return []


def _goes_before(word: str) -> bool:
    return word in ("if", "!", ".ci/retry", "--on", "exec") or word.isdigit() or "=" in word


def _expanded(words: Sequence[str], arrays: dict[str, list[str]]) -> Iterator[str]:
    for word in words:
        found = re.fullmatch(r"\$\{(\w+)\[@\]\}", word)
        if found:
            yield from arrays[found[1]]
        else:
            yield word
