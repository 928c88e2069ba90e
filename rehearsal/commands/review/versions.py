"""The locked versions of two commits, as far as synthesis depends on them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import Stack

_LOCK_FILE: Final = "requirements.lock"
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)", re.MULTILINE)
# What `main.py` loads: the constructs, the bindings and what reads the environment file.
_SYNTHESIZING: Final = re.compile(
    "|".join(
        (
            "cdktf",
            r"cdktf-cdktf-provider-.+",
            "constructs",
            "jsii",
            r"pydantic(-core)?",
            "pyyaml",
        )
    )
)


def locked_differently(before: Path, after: Path) -> tuple[str, ...]:
    """Return each package of synthesis that two checkouts lock in different versions, in words."""
    old, new = _pins(before), _pins(after)
    return tuple(
        f"{name} {old.get(name, 'none')} -> {new.get(name, 'none')}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )


def providers_changed(before: Sequence[Stack], after: Sequence[Stack]) -> tuple[str, ...]:
    """Return each provider whose required version differs, in words."""
    old, new = dict(_required(before)), dict(_required(after))
    return tuple(
        f"{source.rpartition('/')[2]} {old.get(source, 'none')} -> {new[source]}"
        for source in sorted(new)
        if source in old and old[source] != new[source]
    )


def _pins(folder: Path) -> dict[str, str]:
    file = folder / _LOCK_FILE
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return {name: version for name, version in _PIN.findall(text) if _SYNTHESIZING.fullmatch(name)}


def _required(stacks: Sequence[Stack]) -> Iterator[tuple[str, str]]:
    for stack in stacks:
        for provider in stack.providers:
            yield provider.source, provider.version
