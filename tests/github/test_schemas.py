"""The files of .github against the published schemas, as `make lint-workflows` checks them; with controls."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.github.files import ACTIONS, GITHUB, WORKFLOWS

_CHECK: Final = Path(sys.executable).with_name("check-jsonschema")
DEPENDABOT: Final = GITHUB / "dependabot.yml"


def _checked(schema: str, files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [_CHECK, "--builtin-schema", f"vendor.{schema}", *files]
    # No proxy, no registry: the schemas are in the package.
    return subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", sorted(WORKFLOWS.glob("*.yml"))),
        ("github-actions", sorted(ACTIONS.glob("*/action.yml"))),
        ("dependabot", [DEPENDABOT]),
    ],
)
def test_every_file_fits_its_published_schema(schema: str, files: list[Path]) -> None:
    assert files
    assert _checked(schema, files).stdout == "ok -- validation done\n"


@pytest.mark.parametrize(
    ("schema", "file", "good", "bad"),
    [
        ("github-workflows", WORKFLOWS / "ci.yml", "runs-on: ubuntu-24.04", "runs-on: [ubuntu, {}]"),
        ("github-workflows", WORKFLOWS / "ci.yml", "contents: read", "contents: reads"),
        ("github-actions", ACTIONS / "setup/action.yml", "using: composite", "using: composed"),
        ("dependabot", DEPENDABOT, "interval: weekly", "interval: often"),
        ("dependabot", DEPENDABOT, "package-ecosystem: gomod", "package-ecosystem: golang"),
    ],
)
def test_a_value_that_the_schema_does_not_have_is_found(
    tmp_path: Path, schema: str, file: Path, good: str, bad: str
) -> None:
    text = file.read_text()
    assert good in text
    changed = tmp_path / file.name
    changed.write_text(text.replace(good, bad, 1))
    found = _checked(schema, [changed])
    assert found.returncode == 1
    assert file.name in found.stdout


def test_the_makefile_checks_each_kind_of_file() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    recipe = makefile[makefile.index("\nlint-workflows:") :].split("\n\n")[0]
    assert re.findall(r"\$\(SCHEMA\)(\w+)|vendor\.(\w+)", recipe) == [
        ("workflows", ""),
        ("actions", ""),
        ("", "dependabot"),
    ]
