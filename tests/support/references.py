"""Terraform's references in a synthesized stack, replaced by values."""

import re
from collections.abc import Mapping
from typing import Any

_WHOLE = re.compile(r"\$\{([^{}]*)\}")
_OBJECT_NAME = re.compile(r"(kubernetes_\w+)\.(\w+)\.metadata\[0\]\.name")


def resolved(stack: Mapping[str, Any], value: Any, samples: Mapping[str, str]) -> Any:
    """Return `value` with the names of the stack's own objects filled in, and `samples` for the rest.

    A sample is found by the last part of the reference, such as `public_fqdn` or `backend_image`. Raises
    KeyError for a reference without one.
    """
    if isinstance(value, Mapping):
        return {key: resolved(stack, item, samples) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(stack, item, samples) for item in value]
    if not isinstance(value, str):
        return value
    return _WHOLE.sub(lambda found: _value_of(stack, found[1], samples), value)


def _value_of(stack: Mapping[str, Any], expression: str, samples: Mapping[str, str]) -> str:
    named = _OBJECT_NAME.fullmatch(expression)
    if named:
        name = stack["resource"][named[1]][named[2]]["metadata"]["name"]
        return str(resolved(stack, name, samples))
    if "(" in expression:
        return samples["expression"]
    return samples[expression.rpartition(".")[2]]
