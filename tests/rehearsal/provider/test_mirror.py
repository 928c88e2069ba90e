"""The mirror's launchers are the same in every clone and lead to this project's stand-in providers."""

import subprocess
from pathlib import Path

import pytest

from ops.common.errors import UserError
from ops.engine.synthesis.stacks import Stack, read_stacks
from ops.engine.terraform.product import OPENTOFU, TERRAFORM
from rehearsal.common.home import Home
from rehearsal.provider.mirror import write_mirror
from tests.support.synthesized import document, write_synthesized

LAUNCHER = Path("registry.terraform.io/hashicorp/helm/3.1.1/linux_amd64/terraform-provider-helm_v3.1.1")


def stacks(folder: Path, version: str) -> tuple[Stack, ...]:
    content = document("addons")
    content["terraform"]["required_providers"] = {"helm": {"source": "helm", "version": version}}
    return read_stacks(write_synthesized(folder, {"addons": content}))


def mirror(folder: Path, version: str = "3.1.1") -> Home:
    home = Home(root=folder / "home")
    write_mirror(home, stacks=stacks(folder / "out", version), platform="linux_amd64")
    return home


@pytest.mark.parametrize("version", ["3.1.1", "= 3.1.1"])
def test_a_launcher_is_where_terraform_looks(tmp_path: Path, version: str) -> None:
    launcher = mirror(tmp_path, version).mirror / LAUNCHER
    assert launcher.stat().st_mode & 0o111 == 0o111


def test_a_rehearsal_that_one_engine_made_has_the_providers_of_the_other(tmp_path: Path) -> None:
    made = mirror(tmp_path).mirror
    of_opentofu = made / OPENTOFU.registry / LAUNCHER.relative_to(TERRAFORM.registry)
    assert of_opentofu.read_bytes() == (made / LAUNCHER).read_bytes()


def test_launchers_are_the_same_bytes_in_every_clone(tmp_path: Path) -> None:
    one, two = mirror(tmp_path / "one"), mirror(tmp_path / "a longer name")
    content = (one.mirror / LAUNCHER).read_bytes()
    assert content == (two.mirror / LAUNCHER).read_bytes()
    assert str(tmp_path).encode() not in content


def test_a_launcher_starts_the_stand_in_with_the_rehearsals_python(tmp_path: Path) -> None:
    launcher = mirror(tmp_path).mirror / LAUNCHER
    environment = {"PATH": "/usr/bin:/bin", "REHEARSAL_PYTHON": "/bin/echo"}
    said = subprocess.run([launcher], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["-P", "-m", "rehearsal.provider", "helm"]


def test_a_launcher_without_the_rehearsals_environment_says_what_to_run(tmp_path: Path) -> None:
    launcher = mirror(tmp_path).mirror / LAUNCHER
    said = subprocess.run(
        [launcher], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert said.returncode != 0
    assert 'eval "$(rehearse env)"' in said.stderr


def test_writing_it_again_touches_nothing(tmp_path: Path) -> None:
    home = mirror(tmp_path)
    before = (home.mirror / LAUNCHER).stat().st_mtime_ns
    write_mirror(home, stacks=read_stacks(tmp_path / "out"), platform="linux_amd64")
    assert (home.mirror / LAUNCHER).stat().st_mtime_ns == before


def test_terraform_is_told_of_the_mirror_and_of_nothing_else(tmp_path: Path) -> None:
    home = mirror(tmp_path)
    configuration = home.terraform_rc.read_text()
    assert f'path = "{home.mirror}"' in configuration
    assert "direct" not in configuration


@pytest.mark.parametrize("version", ["~> 3.1", ">= 3.1.1, < 4.0.0", "3.1"])
def test_a_version_that_is_not_exact_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(UserError, match="is not exact"):
        mirror(tmp_path, version)
