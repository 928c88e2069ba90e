"""Synthesis as its user runs it: `main.py` in a process of its own."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from constructs_lib.lean_bindings import SWITCH
from contract.kubernetes_versions import find_version
from contract.provider_locks import LOCK_FILE, WITHOUT_LOCK_FILES, kept_lock_file
from environments import load_environment
from main import warn
from stacks.lock_files import place_lock_files
from tests.support.environment_files import EnvironmentFile
from tests.support.small_disk import on_small_disk
from tests.support.synthesis import STACKS, synthesized_texts

ROOT = Path(__file__).parents[1]
# What a rehearsal and a real deployment have set; none of it may reach the synthesized files.
REHEARSAL_VARIABLES = {
    "ARM_ACCESS_KEY": "a",
    "ARM_METADATA_HOSTNAME": "127.0.0.1:1",
    "TF_VAR_database_url": "b",
}
AZURE_VARIABLES = {
    "ARM_USE_OIDC": "true",
    "ARM_CLIENT_ID": "c",
    "TF_VAR_database_url": "d",
    "TZ": "Asia/Tokyo",
}


def _main(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "main.py"],
        cwd=ROOT,
        env={**os.environ, "CDKTF_OUTDIR": str(folder), "PYTHONHASHSEED": "random", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_rehearsal_and_a_deployment_with_ordinary_bindings_synthesize_the_same_bytes(
    tmp_path: Path,
) -> None:
    rehearsed, deployed = tmp_path / "rehearsed", tmp_path / "deployed"
    assert _main(rehearsed, ENVIRONMENT="production", **REHEARSAL_VARIABLES).returncode == 0
    variables = {**AZURE_VARIABLES, SWITCH: "off", "NODE_OPTIONS": ""}
    assert _main(deployed, ENVIRONMENT="production", **variables).returncode == 0
    assert _files(rehearsed) == _files(deployed)
    assert {f"stacks/{stack}/cdk.tf.json" for stack in STACKS} <= set(_files(deployed))
    for stack in STACKS:
        assert (deployed / "stacks" / stack / "cdk.tf.json").read_text() == synthesized_texts("production")[
            stack
        ]


def test_production_is_what_is_synthesized_when_no_environment_is_named(tmp_path: Path) -> None:
    environment = {"ENVIRONMENT": ""}
    assert _main(tmp_path, **environment).returncode == 0
    assert b'"production/app.tfstate"' in _files(tmp_path)["stacks/app/cdk.tf.json"]


def test_an_unknown_environment_gets_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = _main(folder, ENVIRONMENT="nope")
    assert result.returncode == 1
    assert result.stderr == (
        "ENVIRONMENT=nope: there is no file tests/environments/reference/nope.yaml. "
        "Environments in that folder: budget, production, staging\n"
    )
    assert not folder.exists()


def test_a_broken_environment_file_is_named_with_key_value_and_rule(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    file.set("application.backend.resources.requests.cpu", "250q")
    file.write()
    result = _main(tmp_path / "out", ENVIRONMENT="sample", ENVIRONMENTS_DIR=str(tmp_path))
    assert result.returncode == 1
    assert f"{file.path}: application.backend.resources.requests.cpu: '250q': must be" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_missing_parent_of_the_output_folder_is_created(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "out"
    assert _main(folder, ENVIRONMENT="budget").returncode == 0
    assert (folder / "stacks" / "app" / "cdk.tf.json").is_file()


def test_an_output_folder_that_cannot_be_created_gets_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    result = _main(file / "out", ENVIRONMENT="budget")
    assert result.returncode == 1
    assert result.stderr == (
        f"CDKTF_OUTDIR={file / 'out'}: Not a directory. Name a folder that can be written.\n"
    )


@pytest.mark.parametrize(
    ("variable", "kilobytes"),
    [
        pytest.param("CDKTF_OUTDIR", 20, id="the output"),
        pytest.param("TMPDIR", 300, id="jsii's program"),
        pytest.param("JSII_RUNTIME_PACKAGE_CACHE_ROOT", 300, id="jsii's cache"),
    ],
)
def test_a_full_disk_gets_one_line_and_an_exit_code_of_its_own(
    variable: str, kilobytes: int, tmp_path: Path
) -> None:
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    variables = {"CDKTF_OUTDIR": str(out), "ENVIRONMENT": "budget", variable: str(disk)}
    done = subprocess.run(
        on_small_disk(disk, kilobytes=kilobytes, command=[sys.executable, ROOT / "main.py"]),
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == os.EX_IOERR
    assert (
        done.stderr.lower()
        == (
            f"cdktf_outdir={variables['CDKTF_OUTDIR']}: no space left on device. "
            "free some space there, in tmpdir and in ~/.cache.\n"
        ).lower()
    )


@pytest.mark.parametrize(("days", "warned"), [(60, False), (59, True), (-1, True)])
def test_a_kubernetes_version_near_the_end_of_its_support_is_warned_of(
    days: int, warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = load_environment("staging")
    version = find_version(environment.cluster.kubernetes_version)
    assert version is not None
    warn(environment, today=version.end - timedelta(days=days))
    shown = capsys.readouterr().err
    assert shown.startswith("warning: environment staging: AKS's support for Kubernetes ") is warned
    assert ("docs/runbooks/upgrade-kubernetes.md" in shown) is warned


def test_the_synthesis_of_today_warns_of_what_today_is_right(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    file.set("cluster.kubernetes_version", "1.33")
    file.write()
    result = _main(tmp_path / "out", ENVIRONMENT="sample", ENVIRONMENTS_DIR=str(tmp_path))
    assert result.returncode == 0
    assert (
        "warning: environment sample: AKS's support for Kubernetes 1.33 ended on 2026-07-31" in result.stderr
    )


def test_the_kept_lock_files_are_placed_beside_the_stacks(tmp_path: Path) -> None:
    assert _main(tmp_path, ENVIRONMENT="budget").returncode == 0
    placed = tmp_path / "stacks" / "app" / LOCK_FILE
    assert placed.read_bytes() == kept_lock_file("app").read_bytes()

    # Terraform has added the checksum of this machine's package: it stays. Without the kept ones, it goes.
    extended = placed.read_text().replace("  hashes = [", '  hashes = [\n    "h1:here",')
    placed.write_text(extended)
    place_lock_files(tmp_path, variables={})
    assert placed.read_text() == extended
    placed.write_text('"h1:here"')
    place_lock_files(tmp_path, variables={})
    assert placed.read_bytes() == kept_lock_file("app").read_bytes()


def test_no_lock_file_is_placed_for_a_rehearsal_and_for_ops(tmp_path: Path) -> None:
    assert _main(tmp_path, ENVIRONMENT="budget", **{WITHOUT_LOCK_FILES: "1"}).returncode == 0
    assert list(tmp_path.rglob(LOCK_FILE)) == []


@pytest.mark.parametrize(
    ("stack", "other_providers"),
    [
        ("foundation", ["helm", "kubernetes"]),
        ("addons", ["azurerm", "kubernetes"]),
        ("app", ["azurerm", "helm"]),
    ],
)
def test_no_stack_imports_the_provider_of_another(stack: str, other_providers: list[str]) -> None:
    program = (
        f"import sys; import stacks.{stack}; "
        f"print([p for p in {other_providers!r} if 'cdktf_cdktf_provider_' + p + '._jsii' in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert result.stdout.strip() == "[]"
