"""The real kubelogin with the synthesized arguments and the environment that `ops` gives it.

`az` is a script in its place, GitHub's token service and Entra ID are servers on loopback.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from contract.azure import AKS_SERVER_ID
from ops.clients.kubernetes.api import SignIn, connect_to
from ops.common.errors import UserError
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import PROJECT, recorded_stack
from ops.engine.terraform.engine import find_engine
from tests.end_to_end.sign_in.services import ACCESS_TOKEN, ID_TOKEN, Services, running_services
from tools.components.go_programs import program

GOLDEN: Final = PROJECT / "tests" / "golden" / "production"
AUTHORITY: Final = "YW4gYXV0aG9yaXR5"
AZ_TOKEN: Final = "the-access-token-of-az"
_LIMIT_SECONDS: Final = 60


@pytest.fixture(scope="module")
def kubelogin() -> Path:
    return program("kubelogin")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with running_services(tmp_path) as running:
        yield running


def synthesized_exec(stack: str) -> dict[str, Any]:
    """Return the exec plug-in of the stack's provider for the cluster."""
    providers = json.loads((GOLDEN / f"{stack}.json").read_text())["provider"]
    if stack == "addons":
        found: dict[str, Any] = providers["helm"][0]["kubernetes"]["exec"]
        return found
    (only,) = providers["kubernetes"][0]["exec"]
    return dict(only)


def environment_of_terraform(tmp_path: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which `ops` starts Terraform, and Terraform kubelogin."""
    stack = recorded_stack("app", (GOLDEN / "app.json").read_bytes(), folder=tmp_path / "app")
    workspace = Workspace(
        environment="production",
        folder=tmp_path,
        backend=stack.backend,
        stacks=(stack,),
        engine=find_engine(),
        variables=variables,
    )
    return dict(workspace.terraform(stack, ReleaseInputs(images={}, secrets={}, revisions={})).environment)


def azure_cli(folder: Path, *, signed_in: bool = True) -> None:
    """Put a program in the place of `az`: it records its arguments and answers as `az` does."""
    answer = {"accessToken": AZ_TOKEN, "expires_on": 4_000_000_000, "tokenType": "Bearer"}
    said = f"echo '{json.dumps(answer)}'" if signed_in else "echo \"Please run 'az login'\" >&2; exit 1"
    (folder / "az").write_text(f'#!/bin/sh\necho "$@" > {folder}/asked\n{said}\n')
    (folder / "az").chmod(0o700)


def run(command: Path, stack: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *synthesized_exec(stack)["args"]],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=_LIMIT_SECONDS,
        check=False,
    )


def person(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin"}


def token(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stderr
    return str(json.loads(answer.stdout)["status"]["token"])


@pytest.mark.parametrize("stack", ["addons", "app"])
def test_a_person_signs_in_with_the_azure_cli(tmp_path: Path, kubelogin: Path, stack: str) -> None:
    azure_cli(tmp_path)

    answer = run(kubelogin, stack, environment_of_terraform(tmp_path, person(tmp_path)))

    assert token(answer) == AZ_TOKEN
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("account get-access-token")
    assert AKS_SERVER_ID in asked


@pytest.mark.parametrize("stack", ["addons", "app"])
def test_without_a_method_kubelogin_s_default_fails(tmp_path: Path, kubelogin: Path, stack: str) -> None:
    azure_cli(tmp_path)
    environment = environment_of_terraform(tmp_path, person(tmp_path))
    del environment["AAD_LOGIN_METHOD"]

    answer = run(kubelogin, stack, environment)

    assert answer.returncode != 0
    assert "client ID cannot be empty" in answer.stderr
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("stack", ["addons", "app"])
def test_a_workflow_signs_in_with_the_token_of_its_job(
    tmp_path: Path, kubelogin: Path, services: Services, stack: str
) -> None:
    variables = {**person(tmp_path), **services.of_a_workflow(), **services.network()}

    answer = run(kubelogin, stack, environment_of_terraform(tmp_path, variables))

    assert token(answer) == ACCESS_TOKEN
    (asked,) = services.id_token_requests
    assert asked["audience"] == "api://AzureADTokenExchange"
    assert asked["authorization"] == "bearer request-token"
    (form,) = services.token_requests
    assert form["client_assertion"] == ID_TOKEN
    assert form["client_id"] == "client"
    assert f"{AKS_SERVER_ID}/.default" in form["scope"].split()


def test_the_own_client_of_ops_signs_in_as_terraform_does(
    tmp_path: Path, kubelogin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure_cli(tmp_path)
    own_environment(monkeypatch, person(tmp_path))

    api = connect_to(host="https://127.0.0.1:1", authority=AUTHORITY, sign_in=_sign_in(kubelogin))

    assert list(api.configuration.api_key.values()) == [f"Bearer {AZ_TOKEN}"]


def test_a_person_who_is_not_signed_in_gets_the_remedy_that_helps(
    tmp_path: Path, kubelogin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure_cli(tmp_path, signed_in=False)
    own_environment(monkeypatch, person(tmp_path))

    with pytest.raises(UserError, match="Please run 'az login'") as refusal:
        connect_to(host="https://127.0.0.1:1", authority=AUTHORITY, sign_in=_sign_in(kubelogin))

    assert "run `az login`" in refusal.value.remedy


def own_environment(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    for name in [name for name in os.environ if name.startswith(("AAD_", "AZURE_", "GITHUB_", "ARM_"))]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def _sign_in(kubelogin: Path) -> SignIn:
    plugin = synthesized_exec("app")
    return SignIn(api_version=plugin["api_version"], command=str(kubelogin), arguments=tuple(plugin["args"]))
