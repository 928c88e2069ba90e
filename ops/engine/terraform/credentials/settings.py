"""The credentials in YAML and TOML, masked in place, so that the rest of the document stays as it is."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import yaml

from ops.engine.terraform.credentials.names import (
    is_credential_name,
    is_entry_credential,
    is_named_credential,
    is_pair_value,
    label_of,
)

_MASK: Final = "(sensitive)"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOML_LINE: Final = re.compile(r"^\s*[\w.\"'-]+\s*=\s*[\"'\[{]", re.MULTILINE)
_BLOCK_HEAD: Final = re.compile(r"[|>][^\n]*\n")

Mask = Callable[[str, str, str], str]
_Span = tuple[int, int, str]


def masked_yaml(text: str, mask: Mask) -> str | None:
    """Return YAML with its credentials masked; None for what is no YAML map or list.

    `mask` judges a text with the names above and beside it. Comments stay: the caller judges them as lines.
    """
    try:
        documents = list(yaml.compose_all(text, Loader=_LOADER))
        if not documents or not all(isinstance(node, yaml.CollectionNode) for node in documents):
            return None
        spans: list[_Span] = []
        seen: set[int] = set()
        for node in documents:
            spans += _nodes(node, text, mask, name="", label="", below=False, seen=seen)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    for start, end, instead in sorted(spans, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def masked_toml(text: str, masked_tree: Callable[[Any], Any]) -> str | None:
    """Return TOML with its credentials masked; None for what is no TOML."""
    if not _TOML_LINE.search(text):
        return None
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    for secret in _replaced(document, masked_tree(document)):
        if not secret:
            continue
        plain = re.escape(secret)
        spellings = f"{plain}|{re.escape(json.dumps(secret, ensure_ascii=False)[1:-1])}"
        text, found = re.subn(rf"""(?<=["'\n])(?:{spellings})(?=["'])""", lambda _: _MASK, text)
        if not found:
            return _MASK  # written with escapes that are not these
    return text


def _replaced(node: Any, masked: Any) -> Iterator[str]:
    """Yield each text that is masked as a whole, or in part."""
    match node:
        case str() if node != masked:
            yield node
        case list():
            for item, other in zip(node, masked, strict=True):
                yield from _replaced(item, other)
        case dict():
            for key, item in node.items():
                yield from _replaced(item, masked[key])
        case _:
            pass


def _nodes(
    node: yaml.Node, text: str, mask: Mask, *, name: str, label: str, below: bool, seen: set[int]
) -> Iterator[_Span]:
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield from _scalar(node, text, mask, name=name, label=label, below=below)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item, text, mask, name=name, label="", below=below, seen=seen)
    elif isinstance(node, yaml.MappingNode):
        pairs = [(key.value, key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
        beside = label_of({key: value.value for key, _, value in pairs if isinstance(value, yaml.ScalarNode)})
        for key, _, value in pairs:
            paired = is_pair_value(key)
            yield from _nodes(
                value,
                text,
                mask,
                name=name if paired else key,
                label=beside if paired else "",
                below=below or is_credential_name(name),
                seen=seen,
            )


def _scalar(
    node: yaml.ScalarNode, text: str, mask: Mask, *, name: str, label: str, below: bool
) -> Iterator[_Span]:
    value = node.value
    if not value:
        return
    named = any(given and is_named_credential(given, value) for given in (name, label))
    if named or (below and is_entry_credential(name, value)):
        yield _span(node, text, _MASK)
        return
    masked = mask(value, name, label)
    if masked == value:
        return
    if node.style == "|" and masked != _MASK:
        yield _block(node, text, masked)
    else:
        yield _span(node, text, _MASK)


def _span(node: yaml.ScalarNode, text: str, instead: str) -> _Span:
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("|", ">"):
        # The end of a block is the beginning of the next line that is not in it.
        instead += "\n" if text[start:end].endswith("\n") else ""
    with suppress(IndexError):
        if node.style in ("'", '"'):
            instead = f"{text[start]}{instead}{text[start]}" if text[start] == text[end - 1] else instead
    return start, end, instead


def _block(node: yaml.ScalarNode, text: str, masked: str) -> _Span:
    """Return the place of a literal block with the rest of it readable."""
    start, end = node.start_mark.index, node.end_mark.index
    head = _BLOCK_HEAD.match(text, start)
    source = text[head.end() : end] if head else ""
    first = next((line for line in source.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    lines = "\n".join(indent + line if line else "" for line in masked.rstrip("\n").split("\n"))
    return start, end, (head[0] if head else "") + lines + ("\n" if source.endswith("\n") else "")
