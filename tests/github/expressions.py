"""The part of GitHub's expression language that our workflows use, evaluated.

Source: docs.github.com, "Evaluate expressions in workflows and actions": operators and their precedence,
loose comparison (null, '' and false count as 0), `&&` and `||` return an operand, names ignore case.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign>&&|\|\||==|!=|[!().,\[\]*]))"
)
_INSIDE: Final = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
#: Called with whether a step has failed so far, and with the arguments.
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "always": lambda failed: True,
    "failure": lambda failed: failed,
    "success": lambda failed: not failed,
    "cancelled": lambda failed: False,
    "fromJSON": lambda failed, text: json.loads(text),
    "contains": lambda failed, where, what: _contains(where, what),
    "join": lambda failed, items, between: between.join(as_text(item) for item in items),
    "hashFiles": lambda failed, *patterns: "0" * 64,
}
_LITERALS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None}

Contexts = Mapping[str, Any]


def interpolate(text: Any, contexts: Contexts) -> str:
    """Return a text of a workflow with every `${{ … }}` in it replaced."""
    return _INSIDE.sub(lambda found: as_text(evaluate(found[1], contexts)), str(as_text(text)))


def condition(text: Any, contexts: Contexts, *, failed: bool) -> bool:
    """Return whether a step with this `if` runs. Without a status function, only when nothing has failed."""
    written = str(as_text(text)).strip()
    inner = _INSIDE.fullmatch(written)
    expression = (inner[1] if inner else written) or "true"
    if failed and not re.search(r"\b(always|failure|cancelled|success)\(", expression):
        return False
    return truth(evaluate(expression, {**contexts, "(failed)": failed}))


def evaluate(expression: str, contexts: Contexts) -> Any:
    """Return the value of an expression."""
    reader = _Reader(_tokens(expression), contexts)
    value = reader.either()
    if reader.rest:
        raise ValueError(f"not understood in '{expression}': {' '.join(reader.rest)}")
    return value


def truth(value: Any) -> bool:
    """Return what a value counts for in a condition."""
    return value not in (None, False, 0, "") and not (isinstance(value, float) and math.isnan(value))


def as_text(value: Any) -> str:
    """Return a value as it stands in a text."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tokens(expression: str) -> list[str]:
    found, position = [], 0
    stripped = expression.rstrip()
    while position < len(stripped):
        token = _TOKEN.match(stripped, position)
        if token is None:
            raise ValueError(f"not understood: {stripped[position:]}")
        found.append(token[0].strip())
        position = token.end()
    return found


def _number(value: Any) -> float:
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    if type(one) is type(other):
        return bool(one == other)
    return _number(one) == _number(other)


class _Reader:
    """Reads tokens from left to right: || below && below == below ! below a value."""

    def __init__(self, tokens: Sequence[str], contexts: Contexts) -> None:
        self.rest = list(tokens)
        self._contexts = contexts

    def either(self) -> Any:
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = value if truth(value) else other
        return value

    def _both(self) -> Any:
        value = self._comparison()
        while self._take("&&"):
            other = self._comparison()
            value = other if truth(value) else value
        return value

    def _comparison(self) -> Any:
        value = self._negation()
        for sign, wanted in (("==", True), ("!=", False)):
            if self._take(sign):
                return _equal(value, self._negation()) is wanted
        return value

    def _negation(self) -> Any:
        if self._take("!"):
            return not truth(self._negation())
        return self._value()

    def _value(self) -> Any:
        token = self.rest.pop(0)
        if token == "(":
            value = self.either()
            self._expect(")")
            return value
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token in _LITERALS:
            return _LITERALS[token]
        if re.fullmatch(r"-?\d+(\.\d+)?", token):
            return float(token)
        if self._take("("):
            return self._call(token)
        return self._path(self._contexts.get(token))

    def _path(self, value: Any) -> Any:
        while self.rest and self.rest[0] == ".":
            self.rest.pop(0)
            key = self.rest.pop(0)
            if key == "*":
                value = list(value.values()) if isinstance(value, Mapping) else list(value or ())
            elif isinstance(value, list):
                value = [item.get(key) for item in value]
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def _call(self, name: str) -> Any:
        arguments = []
        while not self._take(")"):
            arguments.append(self.either())
            self._take(",")
        if name not in _FUNCTIONS:
            raise ValueError(f"the function {name} is not known here")
        return _FUNCTIONS[name](bool(self._contexts.get("(failed)")), *arguments)

    def _take(self, token: str) -> bool:
        if self.rest and self.rest[0] == token:
            self.rest.pop(0)
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise ValueError(f"'{token}' is missing before: {' '.join(self.rest)}")


def _contains(where: Any, what: Any) -> bool:
    if isinstance(where, list):
        return any(_equal(item, what) for item in where)
    return as_text(what).lower() in as_text(where).lower()
