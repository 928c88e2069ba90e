"""Synthesizing once, and reading what the stacks declare."""

from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.synthesis.stacks import PROJECT, SynthesisError, read_stacks, synthesize
from tests.support.small_disk import said_on_small_disk
from tests.support.synthesized import ACCOUNT, CONTAINER, document, reads_state_of, write_synthesized


def names(out: Path) -> list[str]:
    return [stack.name for stack in read_stacks(out)]


def test_a_stack_comes_after_those_whose_state_it_reads(tmp_path: Path) -> None:
    documents = {
        "app": document("app", data={**reads_state_of("addons")}),
        "addons": document("addons"),
        "foundation": document("foundation"),
    }
    out = write_synthesized(tmp_path, documents, dependencies={"addons": ["foundation"]})
    assert names(out) == ["foundation", "addons", "app"]
    assert read_stacks(out)[2].needs == {"addons"}


def test_without_needs_the_order_is_the_manifests(tmp_path: Path) -> None:
    out = write_synthesized(tmp_path, {name: document(name) for name in ("b", "a", "c")})
    assert names(out) == ["b", "a", "c"]


def test_stacks_that_need_each_other_are_refused(tmp_path: Path) -> None:
    documents = {"a": document("a", data=reads_state_of("b")), "b": document("b")}
    out = write_synthesized(tmp_path, documents, dependencies={"b": ["a"]})
    with pytest.raises(SynthesisError, match=r"dependency cycle between stacks: (a -> b -> a|b -> a -> b)"):
        read_stacks(out)


def test_variables_backend_and_providers_are_read(tmp_path: Path) -> None:
    content = document(
        "app",
        variable={
            "password": {"type": "string", "ephemeral": True, "sensitive": True},
            "password_revision": {"type": "number"},
            "size": {"type": "number", "default": 1},
        },
    )
    content["terraform"]["required_providers"] = {
        "kubernetes": {"source": "kubernetes", "version": "2.38.0"},
        "redpanda": {"source": "redpanda-data/redpanda", "version": "2.1.0"},
        "own": {"source": "registry.example/own/own", "version": "1.0.0"},
    }
    (stack,) = read_stacks(write_synthesized(tmp_path, {"app": content}))
    assert stack.secrets == ("password",)
    assert {variable.name: variable.required for variable in stack.variables} == {
        "password": True,
        "password_revision": True,
        "size": False,
    }
    assert (stack.backend.account, stack.backend.container, stack.backend.key) == (
        ACCOUNT,
        CONTAINER,
        "sample/app.tfstate",
    )
    assert [provider.source for provider in stack.providers] == [
        "registry.terraform.io/hashicorp/kubernetes",
        "registry.terraform.io/redpanda-data/redpanda",
        "registry.example/own/own",
    ]


def test_a_folder_that_is_not_synthesized_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="not synthesized") as caught:
        read_stacks(tmp_path)
    assert "make synth" in caught.value.remedy


def test_an_unknown_environment_is_refused_with_main_pys_own_words(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError) as caught:
        synthesize(environment="nope", out=tmp_path)
    assert caught.value.what.startswith(
        "ENVIRONMENT=nope: there is no file tests/environments/reference/nope.yaml"
    )
    assert "production" in caught.value.what
    assert caught.value.exit_code == ExitCode.SYNTHESIS_FAILED
    assert not list(tmp_path.iterdir())


def test_a_broken_environment_file_is_refused_with_main_pys_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.yaml").write_text("name: broken\ncolour: red\n")
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(tmp_path))
    with pytest.raises(SynthesisError) as caught:
        synthesize(environment="broken", out=tmp_path / "out")
    assert "broken.yaml: colour: unknown key; remove it or correct its spelling" in caught.value.what
    assert "Traceback" not in caught.value.what


# The disk of the synthesis alone is small: the cache of finished ones is elsewhere.
SYNTHESIZE = """
import sys
from pathlib import Path
from ops.common.errors import NoSpaceError
from ops.engine.synthesis.stacks import synthesize
try:
    synthesize(environment="budget", out=Path(sys.argv[1]), project=Path(sys.argv[2]))
except NoSpaceError as error:
    print(error.what)
"""


def test_a_disk_that_fills_up_during_the_synthesis_is_named(tmp_path: Path) -> None:
    project, disk = tmp_path / "project", tmp_path / "disk"
    project.mkdir()
    # No cache of an earlier synthesis, and no other difference.
    for entry in PROJECT.iterdir():
        if not entry.name.startswith("."):
            (project / entry.name).symlink_to(entry)
    assert said_on_small_disk(disk, SYNTHESIZE, disk / "out", project, kilobytes=100) == (
        f"the disk is full: CDKTF_OUTDIR={disk / 'out'}: no space left on device. "
        "Free some space there, in TMPDIR and in ~/.cache.\n"
    )
