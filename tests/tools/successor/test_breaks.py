"""A synthesis with newer bindings notes what they refuse, with the line that asked for it, and goes on."""

from pathlib import Path
from typing import Any

import pytest

from tools.successor.breaks import BindingBreak, BreakRecorder


class Cluster:
    """A binding: `profile` is required, `metadata` is a list, and there is no `zone`."""

    def __init__(self, scope: Any, *, name: str, profile: "dict[str, Any]", metadata: Any = None) -> None:
        if metadata is not None and not isinstance(metadata, list):
            raise TypeError(f"type of argument metadata must be a list; got {metadata!r} instead")
        self.given = {"name": name, "profile": profile, "metadata": metadata}


class Subnet:
    """A binding whose library refuses what Python's types allow."""

    def __init__(self, *, service_endpoint: Any) -> None:
        fits = isinstance(service_endpoint, list)
        if not fits:
            raise RuntimeError("Key 'serviceEndpoint': Unable to deserialize value as array")


@pytest.fixture
def recorder(tmp_path: Path) -> BreakRecorder:
    return BreakRecorder(tmp_path)


def run(recorder: BreakRecorder, folder: Path, source: str) -> dict[str, Any]:
    """Run a stack with copies of the bindings that are watched."""
    watched: list[type] = [type(each.__name__, (), dict(vars(each))) for each in (Cluster, Subnet)]
    recorder.watch(watched)
    names: dict[str, Any] = {each.__name__: each for each in watched}
    file = folder / "stack.py"
    exec(compile(source, str(file), "exec"), names)
    return names


def found(recorder: BreakRecorder) -> list[tuple[int, str, str]]:
    assert {each.file for each in recorder.found} <= {"stack.py"}
    return [(each.line, each.call, each.what) for each in recorder.found]


def test_unknown_and_missing_arguments_are_noted_with_their_line_and_corrected(
    recorder: BreakRecorder, tmp_path: Path
) -> None:
    names = run(recorder, tmp_path, "\n\ncluster = Cluster(None, name='a', zone='1')\n")

    assert found(recorder) == [
        (3, "Cluster", "`profile` is required"),
        (3, "Cluster", "`zone` is unknown"),
    ]
    assert names["cluster"].given == {"name": "a", "profile": {}, "metadata": None}


@pytest.mark.parametrize(
    ("call", "note"),
    [
        ("Cluster(None, name='a', profile={}, metadata='m')", ("Cluster", "`metadata` has another type")),
        ("Subnet(service_endpoint='s')", ("Subnet", "`service_endpoint` has another type")),
    ],
)
def test_what_became_a_list_is_noted_and_put_into_one(
    recorder: BreakRecorder, tmp_path: Path, call: str, note: tuple[str, str]
) -> None:
    run(recorder, tmp_path, call)
    assert found(recorder) == [(1, *note)]


def test_an_attribute_that_is_gone_is_noted(recorder: BreakRecorder, tmp_path: Path) -> None:
    run(recorder, tmp_path, "cluster = Cluster(None, name='a', profile={})\nfqdn = cluster.fqdn\n")
    assert found(recorder) == [(2, "attribute", "`fqdn` is unknown")]


def test_a_call_that_fits_is_not_noted(recorder: BreakRecorder, tmp_path: Path) -> None:
    run(recorder, tmp_path, "Cluster(None, name='a', profile={}, metadata=['m']).given")
    assert recorder.found == []


def test_another_error_ends_the_synthesis(recorder: BreakRecorder, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="positional argument"):
        run(recorder, tmp_path, "Cluster(None, 'a', profile={}, name='b')")


def test_what_the_librarys_validation_refuses_is_noted(recorder: BreakRecorder, tmp_path: Path) -> None:
    refused = "Validation failed:\\n  [app/Default] write-only attributes requires 1.11. More text."
    source = f"raise RuntimeError('{refused}')"

    recorder.run(lambda: run(recorder, tmp_path, source))

    assert recorder.found == [
        BindingBreak(file="stack.py", line=1, call="validation", what="write-only attributes requires 1.11")
    ]


def test_an_error_without_a_validation_ends_the_synthesis(recorder: BreakRecorder, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of memory"):
        recorder.run(lambda: run(recorder, tmp_path, "raise RuntimeError('out of memory')"))
