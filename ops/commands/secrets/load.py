"""The exports of a file of secrets, and what in this shell differs from it. Only names are ever shown."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from contract.inputs import terraform_variable
from ops.delivery.secrets.env_file import EnvFile
from ops.delivery.secrets.shapes import SHAPES


def loading_commands(path: Path, *, program: Path) -> str:
    """Return shell commands that load a file. No value is among them, so that `set -x` logs none."""
    call = f'eval "$({shlex.quote(str(program))} secrets load --values {shlex.quote(str(path))})"'
    return f"case $- in *x*) set +x; {call} && set -x || {{ set -x; false; }};; *) {call};; esac"


def value_exports(file: EnvFile) -> str:
    """Return the exports with the values, quoted for a shell. An empty value exports nothing."""
    return "\n".join(f"export {one.name}={shlex.quote(one.value)}" for one in file.assignments if one.value)


def load_notes(file: EnvFile, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield what loading a file changes, or leaves, in a shell with these variables."""
    loaded = [one.name for one in file.assignments if one.value]
    yield f"loaded from {file.path}: {', '.join(loaded) or 'nothing; all values are empty'}"
    yield from _reading_notes(file)
    for one in file.assignments:
        if one.value and variables.get(one.name, one.value) not in ("", one.value):
            yield (
                f"warning: {one.name} had another value in this shell; it now has that of {file.path}, "
                f"line {one.line}"
            )
    yield from _shell_notes(file, variables)


def check_notes(file: EnvFile, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield where a shell with these variables has other values than a file."""
    yield from _reading_notes(file)
    for one in file.assignments:
        if not one.value or variables.get(one.name) == one.value:
            continue
        place = f"line {one.line} of {file.path}"
        differs = (
            f"has another value in this shell than on {place}"
            if variables.get(one.name)
            else f"is on {place}, and not set in this shell"
        )
        yield f'warning: {one.name} {differs}. To use the file: eval "$(ops secrets load)"'
    yield from _shell_notes(file, variables)


def _reading_notes(file: EnvFile) -> Iterator[str]:
    if file.readable_by_others:
        yield f"warning: other users of this machine can read {file.path}: chmod 600 {file.path}"
    for one in file.assignments:
        if one.shell_does:
            yield (
                f"warning: {file.path}, line {one.line}: {one.name} is taken as it stands; a shell "
                f"{one.shell_does}. To have it read alike everywhere: write it between single quotes"
            )


def _shell_notes(file: EnvFile, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield the variables of a shell that are used in place of the file's."""
    for one in file.assignments:
        if not one.value and variables.get(one.name):
            yield (
                f"warning: {one.name} is empty on line {one.line} of {file.path}, and the value in this "
                f"shell is used. To drop it: unset {one.name}"
            )
        preferred = terraform_variable(one.name.lower())
        if one.name.lower() in SHAPES and variables.get(preferred, one.value) not in ("", one.value):
            yield (
                f"warning: {preferred} has another value in this shell and takes precedence over {one.name}: "
                f"unset {preferred}"
            )
