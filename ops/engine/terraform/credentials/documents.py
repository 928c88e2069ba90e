"""Text with its credentials masked: one value, or a document of which the rest stays readable."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from ops.engine.terraform.credentials.commands import secret_arguments
from ops.engine.terraform.credentials.forms import begins_private_key, is_sign_in
from ops.engine.terraform.credentials.lines import connection_parts, line_has_credential
from ops.engine.terraform.credentials.markup import masked_markup
from ops.engine.terraform.credentials.names import (
    REMEMBERED,
    is_credential_name,
    is_entry_credential,
    is_named_credential,
    is_pair_name,
    is_pair_value,
    label_of,
    name_words,
)
from ops.engine.terraform.credentials.settings import masked_toml, masked_yaml
from ops.engine.terraform.credentials.urls import url_passwords

MASK: Final = "(sensitive)"

_PEM_END: Final = re.compile(r"---- ?-?END [A-Z0-9 ]{0,32}PRIVATE KEY")
_LINE: Final = re.compile(
    r"""^(?P<indent>\s*)(?P<item>(?:-\s+)*)(?:export\s+)?["']?(?P<key>[\w./-]+)["']?(?P<sign>\s*[:=]\s*)(?P<value>.*)$"""
)
_BLOCK: Final = re.compile(r"[|>][+-]?\d?[+-]?")
_HEREDOC: Final = re.compile(r"<<[-~]?\s*[\"']?(?P<end>\w+)[\"']?")
_PUTTY: Final = "PuTTY-User-Key-File-"
# Texts are read as YAML and XML only if they can be such documents.
_YAML_KEY: Final = re.compile(r"^[ \t]*(?:-[ \t]+)?[^\s#][^\n]*?:(?:\s|$)|^[ \t]*-[ \t]", re.MULTILINE)
# A map, a list, a tag or an anchor.
_FLOW: Final = re.compile(r"[{\[][^\n]*:\s|:\s+[!&{\[]")
# The keys of `auth` in .dockerconfigjson and .npmrc, whose value is user and password in base64.
_SIGN_IN_WORDS: Final = ("auth",)


@lru_cache(maxsize=REMEMBERED)
def masked_text(value: str, *, name: str = "", label: str = "") -> str:
    """Return a value with its credentials masked.

    `name` is its attribute, `label` the name beside it in a pair such as `{name: …, value: …}`. A value of
    one line is masked whole; of a document only the credentials are.
    """
    if not value:
        return value
    if any(given and is_named_credential(given, value) for given in (name, label)):
        return MASK
    if name_words(name)[-1:] == _SIGN_IN_WORDS and is_sign_in(value):
        return MASK
    # A document that is nested too deeply is read as any other text.
    with suppress(RecursionError):
        document = _json(value)
        if document is not None:
            return _masked_json(value, document)
        if value.lstrip().startswith("<"):
            markup = masked_markup(value, _masked)
            if markup is not None:
                return markup
    if "\n" in value.strip():
        return _masked_document(value, name=name)
    return MASK if _contains(value, name=name) or _masked_flow(value) != value else value


def masked_tree(node: Any, *, name: str = "", label: str = "", below: bool = False) -> Any:
    """Return parsed JSON or YAML with the credentials in its texts masked.

    `below` is true in a map below a credential's name, such as `secrets`.
    """
    match node:
        case str():
            entry = below and is_entry_credential(name, node)
            return MASK if entry else masked_text(node, name=name, label=label)
        case list():
            return _masked_list(node, name=name, below=below)
        case dict():
            return _masked_map(node, name=name, below=below)
        case _:
            return node


def secrets_in(text: str) -> Iterator[str]:
    """Yield the credentials that a text contains by name: in JSON, settings, URLs and connection strings."""
    yield from url_passwords(text)
    for name, value in connection_parts(text):
        if is_named_credential(name, value):
            yield value
    with suppress(RecursionError):
        yield from _named_in(_json(text))
    for line in text.split("\n"):
        found = _LINE.match(line)
        if found and is_named_credential(found["key"], _unquoted(found["value"])):
            yield _unquoted(found["value"])


def _named_in(node: Any, name: str = "") -> Iterator[str]:
    match node:
        case str() if is_named_credential(name, node):
            yield node
        case list():
            for item in node:
                yield from _named_in(item, name)
        case dict():
            for key, item in node.items():
                yield from _named_in(item, label_of(node) if is_pair_value(key) else key)
        case _:
            pass


def _masked_list(items: list[Any], *, name: str, below: bool) -> list[Any]:
    masked = [masked_tree(item, name=name, below=below) for item in items]
    if all(isinstance(item, str) for item in items):
        for place in secret_arguments(items):
            masked[place] = MASK
    return masked


def _masked_map(node: dict[str, Any], *, name: str, below: bool) -> dict[str, Any]:
    beside = label_of(node)
    inside = below or is_credential_name(name)
    return {
        key: masked_tree(
            value,
            name=name if is_pair_value(key) else key,
            label=beside if is_pair_value(key) else "",
            below=inside,
        )
        for key, value in node.items()
    }


def _masked(value: str, name: str, label: str) -> str:
    return masked_text(value, name=name, label=label)


def _contains(line: str, *, name: str = "") -> bool:
    return line_has_credential(line, name=name, masked=masked_text)


def _json(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _masked_json(text: str, document: Any) -> str:
    masked = masked_tree(document)
    if masked == document:
        return text
    return json.dumps(masked, ensure_ascii=False, indent=2 if "\n" in text.strip() else None)


def _masked_flow(text: str) -> str:
    """Return a map or list of YAML on one line, masked."""
    if not _FLOW.search(text):
        return text
    return masked_yaml(text, _masked) or text


def _masked_document(text: str, *, name: str) -> str:
    if text.startswith(_PUTTY):
        return MASK
    if _YAML_KEY.search(text):
        masked = masked_yaml(text, _masked)
        if masked is not None:
            return "\n".join(_masked_comments(masked.split("\n")))
    toml = masked_toml(text, masked_tree)
    if toml is not None:
        return "\n".join(_masked_comments(toml.split("\n")))
    return "\n".join(_masked_lines(text.split("\n"), name=name))


def _masked_comments(lines: list[str]) -> Iterator[str]:
    for line in lines:
        place = line.find("#")
        comment = place >= 0 and (place == 0 or line[place - 1].isspace())
        yield f"{line[:place]}# {MASK}" if comment and _contains(line[place + 1 :]) else line


def _masked_lines(lines: list[str], *, name: str) -> Iterator[str]:
    """Yield the lines of a document (properties, INI, HCL, a script, plain text), masked."""
    hides: Callable[[str], bool] | None = None
    label, column = "", -1
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if hides and hides(line):
            continue
        hides = None
        indent = line[: len(line) - len(line.lstrip())]
        found = _LINE.match(line)
        if begins_private_key(line):
            hides = None if _PEM_END.search(line) else _until(_PEM_END)
            yield f"{indent}{MASK}"
        elif not found:
            yield f"{indent}{MASK}" if _contains(line, name=name) else line
        else:
            place = found.start("key")
            label = "" if found["item"] or place != column else label
            column = place
            label = _unquoted(found["value"]) if is_pair_name(found["key"]) else label
            masked, hides = _masked_line(found, label=label, following=following)
            yield masked


def _masked_line(
    found: re.Match[str], *, label: str, following: str
) -> tuple[str, Callable[[str], bool] | None]:
    """Return one line `key: value`, masked, and which of the next lines belong to a masked value."""
    key, value = found["key"], found["value"].strip()
    front = found.string[: found.start("value")]
    beside = label if is_pair_value(key) else ""
    if is_credential_name(key) or (beside and is_credential_name(beside)):
        hides = _continued(found, value=value, following=following)
        if hides:
            return f"{front.rstrip() if not value else front}{'' if value else ' '}{MASK}", hides
    plain = _unquoted(value)
    secret = masked_text(plain, name=key, label=beside) != plain or _contains(found.string, name=key)
    return (f"{front}{MASK}" if secret else found.string), None


def _continued(found: re.Match[str], *, value: str, following: str) -> Callable[[str], bool] | None:
    """Return which of the next lines belong to the value of a credential's name; None for none."""
    depth = found.start("key") if found["item"] else len(found["indent"])
    heredoc = _HEREDOC.fullmatch(value)
    if heredoc:
        return _until(re.compile(rf"\s*{heredoc['end']}\s*"))
    if value in ('"""', "'''"):
        return _until(re.compile(value))
    if _BLOCK.fullmatch(value):
        return _deeper_than(depth)
    if value.endswith("\\") and value != "\\":
        return _deeper_than(depth)
    if not value and following.lstrip().startswith("- ") and not _LINE.match(following):
        return _items_of(depth)
    return None


def _until(end: re.Pattern[str]) -> Callable[[str], bool]:
    """Return a judge that hides lines up to the one with an end, this one included."""
    ended = False

    def hides(line: str) -> bool:
        nonlocal ended
        if ended:
            return False
        ended = bool(end.search(line))
        return True

    return hides


def _deeper_than(depth: int) -> Callable[[str], bool]:
    return lambda line: not line.strip() or len(line) - len(line.lstrip()) > depth


def _items_of(depth: int) -> Callable[[str], bool]:
    return lambda line: line.lstrip().startswith("- ") and len(line) - len(line.lstrip()) >= depth


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
