"""Machine-readable facts in the first line of a Markdown text, hidden from readers.

This line identifies a comment or an issue. It is no proof: a reader that relies on it first
looks who wrote the text (ops/clients/github/environment.py).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

_OPENING: Final = "<!-- todo-deployment "
_CLOSING: Final = " -->"

Facts = Mapping[str, Any]


def hidden_header(**facts: Any) -> str:
    """Return the line that carries these facts. No value can end the comment before its end."""
    text = json.dumps(facts, sort_keys=True).replace("--", "-\\u002d").replace(">", "\\u003e")
    return f"{_OPENING}{text}{_CLOSING}"


def hidden_facts(text: str) -> Facts | None:
    """Return the facts of the first line of a text; None when it has no such line."""
    first = text.split("\n", 1)[0].rstrip()
    if not (first.startswith(_OPENING) and first.endswith(_CLOSING)):
        return None
    try:
        facts = json.loads(first[len(_OPENING) : -len(_CLOSING)])
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None


def without_header(text: str) -> str:
    """Return a text without its first line."""
    return text.partition("\n")[2]
