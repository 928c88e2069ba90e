"""A production that cannot exist: every impossible value is named at once, before anything is synthesized."""

import subprocess
import sys
from pathlib import Path

import pytest

from environments import EnvironmentFileError
from environments.loader import load_own_environment
from ops.engine.environment_file import EnvironmentRefusedError, require_good_environments
from tests.support.environment_files import REFERENCE_ENVIRONMENTS, EnvironmentFile

#: A key of production, an impossible value, and how the message about it begins.
IMPOSSIBLE = (
    ("azure.location", "westus", "the file: cluster.zones ['1', '2', '3']: the region westus has no"),
    ("state.resource_group", "hackathon-todo-rg", "the file: state.resource_group hackathon-todo-rg is"),
    ("network.pod_cidr", "172.30.0.0/16", "network.pod_cidr: '172.30.0.0/16': must not overlap"),
    ("cluster.kubernetes_version", "1.99", "cluster.kubernetes_version: '1.99': must be one of"),
    ("database.sku", "GP_Standard_D3s_v5", "database.sku: 'GP_Standard_D3s_v5': is not a size of"),
    ("events.region", "us-east-9", "events.region: 'us-east-9': is not a region of Redpanda"),
    ("application.namespace", "kube-system", "application.namespace: 'kube-system': is reserved"),
    (
        "application.backend.resources",
        {"requests": {"cpu": "1900m", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "1Gi"}},
        "the file: application.backend.resources: a pod with its sidecar requests 1925m and 1274 MiB",
    ),
)
#: What a copy of production shares with it.
SHARED = (
    "azure.resource_group",
    "registry.name",
    "network.public_dns_label",
    "database.server_name",
    "events.resource_group",
)


@pytest.fixture
def impossible(environment_file: EnvironmentFile) -> EnvironmentFile:
    for key, value, _ in IMPOSSIBLE:
        environment_file.set(key, value)
    environment_file.write()
    return environment_file


def _copy_of_production(folder: Path, *, name: str = "production") -> None:
    text = (REFERENCE_ENVIRONMENTS / "production.yaml").read_text()
    (folder / f"{name}.yaml").write_text(text.replace("name: production", f"name: {name}", 1))


def test_eight_impossible_values_are_named_in_one_message(impossible: EnvironmentFile) -> None:
    with pytest.raises(EnvironmentFileError) as refused:
        load_own_environment("sample", folder=impossible.path.parent)
    lines = str(refused.value).splitlines()
    for _, _, beginning in IMPOSSIBLE:
        assert any(line.startswith(f"{impossible.path}: {beginning}") for line in lines), beginning
    assert len(lines) == len(IMPOSSIBLE)


def test_main_refuses_them_before_the_bindings_are_imported(
    impossible: EnvironmentFile, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "main.py"],
        env={
            "PATH": "",
            "ENVIRONMENT": "sample",
            "ENVIRONMENTS_DIR": str(impossible.path.parent),
            "CDKTF_OUTDIR": str(out),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "application.namespace: 'kube-system'" in done.stderr
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "environments.model" in imported
    assert not {name for name in imported if name.startswith(("cdktf", "jsii", "stacks", "constructs"))}
    assert not out.exists()


def test_a_copied_file_is_refused_by_the_names_that_it_shares(tmp_path: Path) -> None:
    _copy_of_production(tmp_path)
    _copy_of_production(tmp_path, name="copy")
    with pytest.raises(EnvironmentFileError) as refused:
        load_own_environment("copy", folder=tmp_path)
    original = tmp_path / "production.yaml"
    for line, key in zip(str(refused.value).splitlines(), SHARED, strict=True):
        assert line.startswith(f"{tmp_path / 'copy.yaml'}: {key}: ")
        assert f"{original} has it too" in line


def test_a_copy_with_impossible_values_is_refused_by_both(
    impossible: EnvironmentFile, tmp_path: Path
) -> None:
    _copy_of_production(impossible.path.parent)
    with pytest.raises(EnvironmentRefusedError) as refused:
        require_good_environments(["sample"], variables={"ENVIRONMENTS_DIR": str(tmp_path)})
    message = str(refused.value)
    assert "application.namespace: 'kube-system'" in message
    assert "registry.name: 'hackathontodoacr'" in message
    assert "network.public_dns_label" not in message, "unique in a region, and the copy names another"


def test_names_in_another_subscription_or_region_do_not_clash(
    environment_file: EnvironmentFile, tmp_path: Path
) -> None:
    _copy_of_production(tmp_path)
    environment_file.set("azure.subscription_id", "11111111-1111-1111-1111-111111111111")
    environment_file.set("azure.location", "eastus2")
    environment_file.set("registry.name", "another")
    environment_file.set("database.server_name", "another")
    environment_file.set("events.resource_group", "another")
    environment_file.write()
    assert load_own_environment("sample", folder=tmp_path).name == "sample"


def test_names_are_compared_without_their_case(environment_file: EnvironmentFile, tmp_path: Path) -> None:
    _copy_of_production(tmp_path)
    environment_file.set("registry.name", "HackathonTodoACR")
    environment_file.write()
    with pytest.raises(EnvironmentFileError, match=r"registry\.name: 'HackathonTodoACR': .* has it too"):
        load_own_environment("sample", folder=tmp_path)


def test_a_clash_of_two_checked_files_is_said_once(tmp_path: Path) -> None:
    _copy_of_production(tmp_path)
    _copy_of_production(tmp_path, name="copy")
    with pytest.raises(EnvironmentRefusedError) as refused:
        require_good_environments(["copy", "production"], variables={"ENVIRONMENTS_DIR": str(tmp_path)})
    assert str(refused.value).count("registry.name") == 1


def test_a_neighbour_that_cannot_be_read_is_passed_over(
    environment_file: EnvironmentFile, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("name: [")
    (tmp_path / "empty.yaml").touch()
    environment_file.write()
    assert load_own_environment("sample", folder=tmp_path).name == "sample"


def test_the_reference_environments_share_no_name() -> None:
    require_good_environments(
        ["production", "staging", "budget"], variables={"ENVIRONMENTS_DIR": str(REFERENCE_ENVIRONMENTS)}
    )
