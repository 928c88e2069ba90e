"""Reading an environment file, and saying precisely what is wrong with it."""

import codecs
import os
from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from environments import relations
from environments.clashes import clashes
from environments.model import Environment
from environments.partial import PartialEnvironment

DEFAULT_ENVIRONMENT = "production"
_FOLDER = Path(__file__).parent
_MOST_VALUES = 10_000
_MOST_OPEN = 100
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}
# Byte order marks of other encodings; that of UTF-32 begins with that of UTF-16.
_OTHER_STARTS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


class EnvironmentFileError(Exception):
    """An environment file is absent or wrong; the text names the file, the key, the value and the rule."""


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice, where the plain loader would keep the last one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the signature is PyYAML's
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise EnvironmentFileError(f"line {key.start_mark.line + 1}: a key must be text")
            if key.value in seen:
                line = key.start_mark.line + 1
                raise EnvironmentFileError(f"line {line}: the key '{key.value}' is written twice; keep one")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _WrittenNumber(float):
    """A number with decimals, and how the file writes it: `1.30`, where the value is 1.3."""

    written: str


def _written_number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> _WrittenNumber:
    number = _WrittenNumber(loader.construct_yaml_float(node))
    number.written = node.value
    return number


_UniqueKeyLoader.add_constructor("tag:yaml.org,2002:float", _written_number)


def selected_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return the environment that ENVIRONMENT names (default: production).

    ENVIRONMENTS_DIR names another folder of environment files, for a team that keeps them elsewhere.
    """
    name = variables.get("ENVIRONMENT") or DEFAULT_ENVIRONMENT
    return load_own_environment(name, folder=environments_folder(variables))


def load_own_environment(name: str, *, folder: Path, besides: Collection[str] = ()) -> Environment:
    """Return an environment whose names no other one of the folder has.

    Files in `besides` are not compared. A file that cannot be read is passed over: it has its own message.
    Raises EnvironmentFileError with the problems of the file and the names that it shares, one line each.
    """
    problems, environment = [], None
    try:
        environment = load_environment(name, folder=folder)
    except EnvironmentFileError as error:
        problems.append(str(error))
    shown = _shown(folder / f"{name}.yaml")
    others = {
        _shown(file): values
        for file in sorted(folder.glob("*.yaml"))
        if file.stem not in (name, *besides) and (values := _said(file)) is not None
    }
    problems += [f"{shown}: {clash}" for clash in clashes(_said(folder / f"{name}.yaml"), others)]
    if environment is None or problems:
        raise EnvironmentFileError("\n".join(problems))
    return environment


def _said(file: Path) -> Any:
    """Return what a file says, valid or not; None for one that cannot be read."""
    try:
        values = _read(file, shown=str(file), name=file.stem)
        _require_small(values, shown=str(file))
    except (EnvironmentFileError, OSError, RecursionError):
        return None
    return values


def environments_folder(variables: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the environment files: ENVIRONMENTS_DIR, or the repository's."""
    return Path(variables.get("ENVIRONMENTS_DIR") or _FOLDER)


def load_environment(name: str, *, folder: Path | None = None) -> Environment:
    """Read and check `<folder>/<name>.yaml`; raise EnvironmentFileError with one line a problem.

    `folder` is by default that of `environments_folder`.
    """
    path = (folder or environments_folder()) / f"{name}.yaml"
    shown = _shown(path)
    try:
        values = _read(path, shown=shown, name=name)
        _require_small(values, shown=shown)
        templates = list(_templates(values))
    except RecursionError as error:
        raise EnvironmentFileError(
            f"{shown}: nested too deeply, or an alias inside its own anchor"
        ) from error
    if templates:
        raise EnvironmentFileError("\n".join(f"{shown}: {problem}" for problem in templates))
    try:
        environment = Environment.model_validate(values)
    except ValidationError as error:
        found = [*_problems(error, values)]
        raise EnvironmentFileError("\n".join(f"{shown}: {problem}" for problem in found)) from error
    if environment.name != name:
        raise EnvironmentFileError(
            f"{shown}: name: '{environment.name}' must be '{name}', as the file is named: "
            "the remote state is kept under this name"
        )
    return environment


def _read(path: Path, *, shown: str, name: str) -> Any:
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.yaml"))) or "none"
        raise EnvironmentFileError(
            f"ENVIRONMENT={name}: there is no file {shown}. Environments in that folder: {known}"
        )
    text = _text(path, shown=shown)
    if _open_brackets(text) > _MOST_OPEN:
        raise EnvironmentFileError(f"{shown}: nested too deeply: {_MOST_OPEN} brackets are open at once")
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    # The others are those of a date, a number or a truth value that is none: `!!int ""`, `!!timestamp x`.
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise EnvironmentFileError(f"{shown}: not valid YAML: {error}") from error
    except EnvironmentFileError as error:
        raise EnvironmentFileError(f"{shown}: {error}") from None


def _open_brackets(text: str) -> int:
    """Return how many brackets are open at most. The time of the YAML parser grows with the square."""
    return max(accumulate((_BRACKETS.get(character, 0) for character in text), initial=0))


def _require_small(values: Any, *, shown: str) -> None:
    """Raise EnvironmentFileError for more values than any file has: aliases of aliases multiply."""
    waiting, count = [values], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > _MOST_VALUES:
            raise EnvironmentFileError(
                f"{shown}: nested too deeply, or more than {_MOST_VALUES} values: write them without aliases"
            )
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list | tuple | set):
            waiting += value


def _templates(values: Any, key: str = "") -> Iterator[str]:
    """Yield a problem for each text that Terraform would evaluate: it would read files of this machine."""
    if isinstance(values, str):
        if "${" in values or "%{" in values:
            rule = "'${' and '%{' begin expressions of Terraform; write the value itself"
            yield f"{key or 'the file'}: {values!r}: {rule}"
    elif isinstance(values, dict):
        for name, inner in values.items():
            place = f"{key}.{name}" if key else str(name)
            yield from _templates(name, place)
            yield from _templates(inner, place)
    elif isinstance(values, list):
        for index, inner in enumerate(values):
            yield from _templates(inner, f"{key}.{index}")


def _text(path: Path, *, shown: str) -> str:
    content = path.read_bytes()
    found = next((name for start, name in _OTHER_STARTS.items() if content.startswith(start)), None)
    # Without a mark, UTF-16 has a NUL beside each ASCII character.
    if found is None and b"\0" in content[:2]:
        found = "UTF-16"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = found or f"not UTF-8 in line {line}"
    if found:
        raise EnvironmentFileError(
            f"{shown}: the file is {found}; save it as UTF-8 (in the editor, or with iconv --to-code UTF-8)"
        )
    return text


def _shown(path: Path) -> str:
    """Return the path as a person in the project's folder would type it."""
    try:
        return str(path.relative_to(_FOLDER.parent))
    except ValueError:
        return str(path)


def _problems(error: ValidationError, values: Any) -> Iterator[str]:
    """Yield each problem: of single values and sections, then of the rules between them."""
    for details in error.errors():
        if details["loc"] or details["type"] != "value_error":
            yield _problem(details, values)
    for problem in relations.problems(PartialEnvironment(values).value_of):
        yield f"the file: {problem}"


def _problem(details: ErrorDetails, values: Any) -> str:
    key = ".".join(_path(details["loc"], values)) or "the file"
    rule = details["msg"].removeprefix("Value error, ")
    match details["type"]:
        case "union_tag_not_found":
            return f"{key}.{_form_key(details)}: missing; add it"
        case "union_tag_invalid":
            given, forms = details["ctx"]["tag"], details["ctx"]["expected_tags"]
            return f"{key}.{_form_key(details)}: {given!r}: must be one of {forms}"
        case "missing":
            return f"{key}: missing; add it"
        case "extra_forbidden":
            return f"{key}: unknown key; remove it or correct its spelling"
        case "string_type" | "literal_error" if _is_number(details["input"]):
            written = getattr(details["input"], "written", str(details["input"]))
            return f'{key}: {written}: {rule}; this is a number: write it in quotes, "{written}"'
        case "value_error" if isinstance(details["input"], dict):
            return f"{key}: {rule}"
        case _:
            return f"{key}: {details['input']!r}: {rule}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _form_key(details: ErrorDetails) -> str:
    """Return the key that says which form a section has; pydantic quotes it."""
    return str(details["ctx"]["discriminator"]).strip("'")


def _path(location: tuple[int | str, ...], values: Any) -> list[str]:
    """Return where a problem is, as the file's keys.

    Where a section has several forms, pydantic adds the form's name to the path; the file has no such key.
    """
    path = []
    for part in location:
        if isinstance(values, dict) and part not in values and part in values.values():
            continue
        path.append(str(part))
        values = _inside(values, part)
    return path


def _inside(values: Any, part: int | str) -> Any:
    if isinstance(values, dict):
        return values.get(part)
    return values[part] if isinstance(values, list) and isinstance(part, int) else None
