"""Any file at all gives an environment, or one error that names the file: never a traceback."""

import copy
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from environments import EnvironmentFileError, load_environment
from tests.support.environment_files import REFERENCE_ENVIRONMENTS

TEXT = (REFERENCE_ENVIRONMENTS / "production.yaml").read_text(encoding="utf-8")
VALUES: dict[str, Any] = yaml.safe_load(TEXT)
# What YAML can write, beside text: the tags name types whose values they may not have.
TAGGED = [
    "!!int ''", "!!float ''", "!!timestamp x", "!!bool maybe", "!!binary é", "!!set {a, b}", "!!omap [a: 1]",
    "!!python/object:os.system {}", "{? [a]: b}", "{? {a: b}: c}", "{~: 1}", "{1: 2}", "{2026-01-01: 1}",
    "{<<: 3}", "&a [*a]", "*nowhere", "2026-13-45", "1e999", ".nan", "9" * 5000, '"\\ud800"', "[" * 3000,
]  # fmt: skip


def _loads_or_says_why(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "production.yaml").write_bytes(content)
        try:
            load_environment("production", folder=Path(folder))
        except EnvironmentFileError as error:
            assert "production.yaml" in str(error)  # noqa: PT017 - where it loads, nothing is said


def _paths(values: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    )
    return [path, *(found for key, value in inner for found in _paths(value, (*path, key)))][bool(not path) :]


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300))
@example(TEXT.encode("utf-16"))
@example(TEXT.encode("utf-16-le"))
@example(TEXT.encode("utf-32"))
@example("name: pröduction".encode("latin-1"))
@example(b"")
def test_any_bytes(content: bytes) -> None:
    _loads_or_says_why(content)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text(max_size=30) | st.sampled_from(TAGGED))
def test_the_file_with_a_piece_replaced(start: int, length: int, text: str) -> None:
    changed = TEXT[:start] + text + TEXT[start + length :]
    _loads_or_says_why(changed.encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(_paths(VALUES)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
)
def test_any_value_at_any_key(path: tuple[Any, ...], value: object) -> None:
    changed = copy.deepcopy(VALUES)
    *parents, last = path
    section: Any = changed
    for parent in parents:
        section = section[parent]
    section[last] = value
    _loads_or_says_why(yaml.safe_dump(changed, allow_unicode=True).encode())


@pytest.mark.parametrize("value", TAGGED)
def test_every_kind_of_value_that_yaml_has(value: str) -> None:
    _loads_or_says_why(TEXT.replace("name: production", f"name: {value}").encode())
    _loads_or_says_why(f"{TEXT}\nfurther: {value}\n".encode())
    _loads_or_says_why(f"{value}: 1\n".encode())


def test_aliases_that_multiply_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "production.yaml").write_text("\n".join(lines))
        with pytest.raises(EnvironmentFileError, match=r"more than 10000 values"):
            load_environment("production", folder=Path(folder))
