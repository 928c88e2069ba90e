"""Synthesized stacks are kept under everything that synthesis can see, and under nothing else."""

import os
from pathlib import Path

import pytest

from ops.engine.synthesis import cache as synthesis_cache
from ops.engine.synthesis.cache import SOURCES, digest, keep, restore
from ops.engine.synthesis.stacks import synthesize
from tests.support.small_disk import said_on_small_disk
from tests.support.synthesized import document, write_synthesized

_MAIN = """
import json, os, pathlib
out = pathlib.Path(os.environ["CDKTF_OUTDIR"])
count = pathlib.Path(__file__).with_name("runs.txt")
count.write_text(count.read_text() + "." if count.exists() else ".")
stack = out / "stacks" / "app"
stack.mkdir(parents=True, exist_ok=True)
backend = {"storage_account_name": "a", "container_name": "c", "key": "app"}
(stack / "cdk.tf.json").write_text(json.dumps({"terraform": {"backend": {"azurerm": backend}}}))
place = "stacks/app"
entry = {"synthesizedStackPath": f"{place}/cdk.tf.json", "workingDirectory": place, "dependencies": []}
(out / "manifest.json").write_text(json.dumps({"stacks": {"app": entry}}))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for source in SOURCES:
        file = root / source if source.endswith(".py") else root / source / "part.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("value = 1\n")
    (root / "main.py").write_text(_MAIN)
    return root


def key(project: Path, environment: str = "production", **variables: str) -> str:
    return digest(environment=environment, project=project, variables=variables)


@pytest.mark.parametrize("source", SOURCES)
def test_a_changed_source_is_another_synthesis(project: Path, source: str) -> None:
    before = key(project)
    file = project / source if source.endswith(".py") else project / source / "part.py"
    file.write_text("value = 2\n")
    assert key(project) != before


def test_a_source_that_is_added_or_renamed_is_another_synthesis(project: Path) -> None:
    before = key(project)
    added = project / "stacks" / "another.py"
    added.write_text("value = 1\n")
    with_it = key(project)
    added.rename(project / "stacks" / "other.py")
    assert len({before, with_it, key(project)}) == 3


def test_environment_its_file_and_what_cdktf_reads_are_part_of_it(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "production.yaml").write_text("name: production\n")
    keys = [
        key(project),
        key(project, "staging"),
        key(project, ENVIRONMENTS_DIR=str(elsewhere)),
        key(project, CDKTF_CONTEXT_JSON="{}"),
    ]
    (elsewhere / "production.yaml").write_text("name: production # changed\n")
    keys.append(key(project, ENVIRONMENTS_DIR=str(elsewhere)))
    assert len(set(keys)) == len(keys)


def test_another_version_of_the_bindings_is_another_synthesis(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(project)
    monkeypatch.setattr(synthesis_cache, "version", lambda _: "0.0.1")
    assert key(project) != before


def test_what_synthesis_does_not_see_is_no_part_of_it(project: Path) -> None:
    before = key(project)
    (project / "stacks" / "__pycache__").mkdir()
    (project / "stacks" / "__pycache__" / "part.pyc").write_bytes(b"1")
    (project / "README.md").write_text("read me")
    assert key(project, ARM_ACCESS_KEY="a", TZ="Asia/Tokyo") == before


def test_the_same_sources_are_synthesized_once(project: Path, tmp_path: Path) -> None:
    first = synthesize(environment="production", out=tmp_path / "one", project=project)
    second = synthesize(environment="production", out=tmp_path / "two", project=project)
    assert (project / "runs.txt").read_text() == "."
    assert [stack.name for stack in first] == [stack.name for stack in second] == ["app"]
    (project / "stacks" / "part.py").write_text("value = 3\n")
    synthesize(environment="production", out=tmp_path / "two", project=project)
    assert (project / "runs.txt").read_text() == ".."


def test_what_terraform_made_beside_a_stack_stays(project: Path, tmp_path: Path) -> None:
    out = write_synthesized(tmp_path / "out", {"app": document("app")})
    keep("k", project=project, out=out)
    modules = tmp_path / "again" / "stacks" / "app" / ".terraform" / "terraform.tfstate"
    modules.parent.mkdir(parents=True)
    modules.write_text("{}")
    assert restore("k", project=project, out=tmp_path / "again")
    assert modules.read_text() == "{}"
    assert not restore("unknown", project=project, out=tmp_path / "again")


def test_only_the_newest_are_kept(project: Path, tmp_path: Path) -> None:
    out = write_synthesized(tmp_path / "out", {"app": document("app")})
    for number in range(30):
        keep(f"k{number}", project=project, out=out)
        kept = project / ".cache" / "synthesis" / f"k{number}"
        os.utime(kept, (number, number))  # used in this order, long ago
    names = {entry.name for entry in (project / ".cache" / "synthesis").iterdir()}
    assert "k29" in names
    assert "k0" not in names
    assert len(names) <= 24


def test_a_place_that_cannot_be_written_costs_nothing_but_time(project: Path, tmp_path: Path) -> None:
    (project / ".cache").write_text("a file where a folder should be")
    stacks = synthesize(environment="production", out=tmp_path / "out", project=project)
    assert [stack.name for stack in stacks] == ["app"]


@pytest.mark.parametrize("file", ["stacks/app/cdk.tf.json", "manifest.json", "sha256"])
@pytest.mark.parametrize("damage", ["", "{", "null"])
def test_a_damaged_entry_is_made_again(project: Path, tmp_path: Path, file: str, damage: str) -> None:
    synthesize(environment="production", out=tmp_path / "one", project=project)
    [entry] = (project / ".cache" / "synthesis").iterdir()
    (entry / file).write_text(damage)
    [stack] = synthesize(environment="production", out=tmp_path / "two", project=project)
    assert stack.name == "app"
    assert (project / "runs.txt").read_text() == ".."
    synthesize(environment="production", out=tmp_path / "three", project=project)
    assert (project / "runs.txt").read_text() == ".."


RESTORE = """
import errno, sys
from pathlib import Path
from ops.engine.synthesis.cache import restore
try:
    restore("k", project=Path(sys.argv[1]), out=Path(sys.argv[2]))
except OSError as error:
    print(errno.errorcode[error.errno])
"""


def test_a_full_disk_is_reported_and_does_not_cost_the_entry(project: Path, tmp_path: Path) -> None:
    large = document("app", output={"large": {"value": "x" * 100_000}})
    keep("k", project=project, out=write_synthesized(tmp_path / "out", {"app": large}))
    disk = tmp_path / "disk"
    assert said_on_small_disk(disk, RESTORE, project, disk / "out", kilobytes=40) == "ENOSPC\n"
    assert restore("k", project=project, out=tmp_path / "again")
