"""The environment for Terraform and for a shell: all leads to the rehearsal, no own secret is printed."""

import subprocess
from pathlib import Path

import pytest

from ops.delivery.secrets.secret import Secret
from ops.engine.terraform.engine import Engine
from rehearsal.common.home import Home
from rehearsal.session.inputs import Inputs
from rehearsal.session.variables import rehearsal_environment, shell_exports
from rehearsal.state_store.background import BackgroundProcess
from rehearsal.state_store.store import StateStore

MARKER = "marker $value 'quoted'"
ENGINE = Engine(executable=Path("/engines/terraform"), version="1.15.5", platform="linux_amd64")


@pytest.fixture
def store(tmp_path: Path) -> StateStore:
    return StateStore(
        account="samplestate",
        container="tfstate",
        port=12345,
        process=BackgroundProcess(pid=1, started=0.0),
        key="account key",
        certificate=tmp_path / "certificates" / "state-store.pem",
    )


@pytest.fixture
def inputs() -> Inputs:
    return Inputs(
        own={"database_url": Secret(name="database_url", value=MARKER, source="DATABASE_URL")},
        made_up={"openai_api_key": Secret(name="openai_api_key", value="made-up", source="made up")},
        images={"backend_image": "registry.example/backend:1"},
        revisions={"database_url_revision": 7},
    )


def test_nothing_of_a_real_cloud_gets_through(tmp_path: Path, store: StateStore, inputs: Inputs) -> None:
    inherited = {
        "PATH": "/bin",
        "ARM_CLIENT_SECRET": "real",
        "ARM_USE_OIDC": "true",
        "TF_CLI_ARGS_apply": "-auto-approve",
        "TF_WORKSPACE": "other",
        "TF_VAR_extra": "kept",
    }
    found = rehearsal_environment(Home(root=tmp_path), store=store, inherited=inherited)
    assert not {"ARM_CLIENT_SECRET", "ARM_USE_OIDC", "TF_CLI_ARGS_apply", "TF_WORKSPACE"} & set(found)
    assert found["PATH"] == "/bin"
    assert found["TF_VAR_extra"] == "kept"
    assert found["ARM_METADATA_HOSTNAME"] == "127.0.0.1:12345/samplestate/arm"


@pytest.mark.parametrize(
    ("inherited", "folders"),
    [({}, "{own}:/etc/ssl/certs"), ({"SSL_CERT_DIR": "/mine"}, "{own}:/mine")],
)
def test_certificates_that_are_trusted_already_stay_trusted(
    tmp_path: Path, store: StateStore, inputs: Inputs, inherited: dict[str, str], folders: str
) -> None:
    home = Home(root=tmp_path)
    found = rehearsal_environment(home, store=store, inherited=inherited)
    assert found["SSL_CERT_DIR"] == folders.format(own=home.certificates)
    again = rehearsal_environment(home, store=store, inherited=found)
    assert again["SSL_CERT_DIR"] == found["SSL_CERT_DIR"]


def in_a_shell(exports: str, variable: str, **environment: str) -> str:
    script = f'{exports}\nprintf %s "${{{variable}-unset}}"'
    said = subprocess.run(
        ["/bin/sh", "-euc", script],
        env={"PATH": "/bin", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout


def test_a_shell_gets_own_secrets_by_reference_and_never_by_value(
    tmp_path: Path, store: StateStore, inputs: Inputs
) -> None:
    inherited = {"DATABASE_URL": MARKER, "ARM_CLIENT_ID": "real"}
    exports = shell_exports(
        Home(root=tmp_path),
        store=store,
        inputs=inputs,
        engine=ENGINE,
        environment="staging",
        inherited=inherited,
    )
    assert "marker" not in exports
    assert in_a_shell(exports, "TF_VAR_database_url", **inherited) == MARKER
    assert in_a_shell(exports, "TF_VAR_openai_api_key", **inherited) == "made-up"
    assert in_a_shell(exports, "ARM_CLIENT_ID", **inherited) == "unset"
    assert in_a_shell(exports, "ENVIRONMENT", **inherited) == "staging"
    assert in_a_shell(exports, "TERRAFORM_BINARY_NAME", **inherited) == "/engines/terraform"
    assert in_a_shell(exports, "PATH", **inherited).endswith("node_modules/.bin:/bin")


def test_a_secret_under_terraforms_own_name_needs_no_export(
    tmp_path: Path, store: StateStore, inputs: Inputs
) -> None:
    own = {"database_url": Secret(name="database_url", value=MARKER, source="TF_VAR_database_url")}
    given = Inputs(own=own, made_up={}, images={}, revisions=inputs.revisions)
    exports = shell_exports(
        Home(root=tmp_path), store=store, inputs=given, engine=ENGINE, environment="staging", inherited={}
    )
    assert "TF_VAR_database_url=" not in exports
    assert "export TF_VAR_database_url_revision=7" in exports
