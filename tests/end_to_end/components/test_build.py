"""Programs built from source: the pinned version, and links to them."""

import subprocess
from pathlib import Path

import pytest

from tools.components import build
from tools.components.go_programs import PROGRAMS, program

# These have no option for it; the version is in the build information that Go writes into the program.
SILENT = {
    "cert-manager-acmesolver",
    "cert-manager-cainjector",
    "cert-manager-controller",
    "cert-manager-webhook",
    "dapr-injector",
    "dapr-operator",
    "dapr-sentry",
}
# These have a command for it.
COMMAND = {"envoy-gateway", "helm", "kube-score"}


@pytest.mark.parametrize("name", sorted(SILENT))
def test_a_program_without_an_option_for_its_version_is_built_from_the_pinned_one(name: str) -> None:
    facts = subprocess.run(["go", "version", "-m", program(name)], capture_output=True, text=True, check=True)
    recipe = PROGRAMS[name]
    assert f"dep\t{recipe.release}\tv{recipe.version}\t" in facts.stdout


@pytest.mark.parametrize("name", sorted({n for n, recipe in PROGRAMS.items() if recipe.stamps} - SILENT))
def test_a_program_says_the_version_that_is_pinned(name: str) -> None:
    option = "version" if name in COMMAND else "--version"

    said = subprocess.run([program(name), option], capture_output=True, text=True, check=True).stdout

    assert PROGRAMS[name].version in said


def test_a_program_can_be_linked_to_where_its_user_looks_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "bin"

    assert [build.main(["actionlint", "--link", str(folder)]) for _ in range(2)] == [0, 0]

    assert (folder / "actionlint").resolve() == program("actionlint")
