"""A clone with names of its own: no shipped name is synthesized, and no check depends on one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.drills.clones import copy_caches
from tools.components.go_programs import program

BIN = Path(sys.executable).parent
FLAGS = "--name acme --region westeurope --repository octo/shop --email me@example.com --size standard"
# The golden files, the environment files, the commands of the workflows and of the pages.
CHECKS = ("tests/stacks/test_golden.py", "tests/environments", "tests/github/test_workflows.py", "tests/docs")
_SECONDS = 280


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository with the environment of this one, after `ops init`."""
    made = tmp_path_factory.mktemp("own") / "names"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, made / name)
    (made / "node_modules").symlink_to(PROJECT / "node_modules")
    copy_caches(made)
    # The tests and the linters ask git for the files.
    subprocess.run(["git", "init", "--quiet", str(made)], check=True)
    _run(made, [sys.executable, "-c", "from ops.cli import main; main()", "init", *FLAGS.split()])
    return made


def _run(clone: Path, command: list[str], **variables: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "ENVIRONMENTS_DIR"}
    done = subprocess.run(
        command,
        cwd=clone,
        env={**kept, "PYTHONPATH": str(clone), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_nothing_synthesized_has_a_shipped_name(clone: Path, tmp_path: Path, environment: str) -> None:
    _run(clone, [sys.executable, "main.py"], ENVIRONMENT=environment, CDKTF_OUTDIR=str(tmp_path))
    stacks = {file.parent.name: file.read_text() for file in tmp_path.rglob("cdk.tf.json")}
    assert sorted(stacks) == ["addons", "app", "foundation"]
    assert [name for name, text in stacks.items() if "hackathon" in text.lower()] == []
    assert "acme-backend" in stacks["app"]


def test_the_files_that_init_writes_name_nobody_else(clone: Path) -> None:
    written = [
        *(clone / "environments").glob("*.yaml"),
        *(clone / ".github" / name for name in ("CODEOWNERS", "variables.env")),
        clone / ".env",
    ]
    named = [file for file in written if "hackathon" in file.read_text().lower()]
    assert [str(file.relative_to(clone)) for file in named] == []


def test_the_checks_that_read_names_are_green(clone: Path) -> None:
    said = _run(clone, [sys.executable, "-m", "pytest", *CHECKS, "-q", "-p", "no:cacheprovider"])
    assert " passed" in said
    assert " failed" not in said


def test_the_workflows_pass_their_lint(clone: Path) -> None:
    workflows = [str(file) for file in sorted((clone / ".github" / "workflows").glob("*.yml"))]
    schema = ["--quiet", "--builtin-schema", "vendor.github-workflows"]
    _run(clone, [str(BIN / "check-jsonschema"), *schema, *workflows])
    _run(clone, [str(program("actionlint")), "-shellcheck=", "-pyflakes="])
    _run(clone, [str(BIN / "zizmor"), "--offline", "--quiet", "--persona", "pedantic", ".github"])
