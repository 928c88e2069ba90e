"""Each set is pinned with hashes, exactly as it was chosen."""

import re
import subprocess
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.test_lock_files import ADDRESS
from tools.successor.sets import AZURERM_5, NEAREST, SETS, SuccessorSet, named

PIN = re.compile(r"^([a-z0-9][\w.-]*)==([\w.]+)", re.MULTILINE)


@pytest.mark.parametrize("chosen", [*SETS, AZURERM_5], ids=lambda chosen: chosen.name)
def test_the_lock_file_pins_the_chosen_versions_with_hashes_and_names_no_address(
    chosen: SuccessorSet,
) -> None:
    text = chosen.lock.read_text()
    locked = dict(PIN.findall(text))

    assert set(chosen.chosen) == {
        "cdktn",
        "cdktn-provider-azurerm",
        "cdktn-provider-helm",
        "cdktn-provider-kubernetes",
    }
    assert chosen.chosen.items() <= locked.items()
    assert text.count("--hash=sha256:") >= len(locked)
    assert ADDRESS.search(text.replace("--hash=sha256:", "")) is None


@pytest.mark.parametrize("chosen", SETS, ids=lambda chosen: chosen.name)
def test_what_both_libraries_need_has_the_same_version_in_both_lock_files(chosen: SuccessorSet) -> None:
    ours = dict(PIN.findall((PROJECT / "requirements-dev.lock").read_text()))
    theirs = dict(PIN.findall(chosen.lock.read_text()))
    # A clone that has moved has packages of a set among its own.
    shared = ours.keys() & theirs.keys() - chosen.chosen.keys()

    assert {"constructs", "jsii"} <= shared
    assert {name: theirs[name] for name in shared} == {name: ours[name] for name in shared}


def test_an_unknown_set_is_refused_by_name() -> None:
    assert named("nearest") is NEAREST
    with pytest.raises(LookupError, match=r"no set is called oldest: choose from nearest, newest"):
        named("oldest")


def test_a_clone_that_has_moved_to_one_set_can_still_lock_the_other(tmp_path: Path) -> None:
    """`make lock` constrains each set by our own pins, without those that a set chooses."""
    makefile = (PROJECT / "Makefile").read_text()
    [program] = re.findall(r"awk '(.+)' requirements-dev\.lock > \$\(SHARED_PINS\)", makefile)
    moved = tmp_path / "requirements-dev.lock"
    moved.write_text(
        "attrs==1.0 \\\n    --hash=sha256:01\n    # via cattrs\n"
        "cdktn-provider-helm==13.0.0 \\\n    --hash=sha256:02\n    # via here\nconstructs==10.0\n"
    )
    kept = subprocess.run(["awk", program, moved], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^\S.+==|sha256:\d+", kept, re.MULTILINE) == ["attrs==", "sha256:01", "constructs=="]
