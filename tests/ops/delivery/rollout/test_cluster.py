"""Which cluster is looked at: the one that the stack itself is applied to."""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client

from ops.clients.kubernetes.api import SignIn
from ops.common.errors import ExitCode, MissingInputError
from ops.delivery.rollout import cluster
from ops.delivery.rollout.cluster import environment_cluster, planned_cluster
from ops.engine.synthesis.stacks import PROJECT, Stack, SynthesisError, recorded_stack
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.runner import Terraform

CREDENTIAL = (
    '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t"}}'
)
SIGN_IN = {"api_version": "client.authentication.k8s.io/v1", "command": "echo", "args": [CREDENTIAL]}
BACKEND = {"storage_account_name": "account", "container_name": "state", "key": "test/app.tfstate"}
APP = {
    "terraform": {"backend": {"azurerm": BACKEND}, "required_providers": {}},
    "provider": {"kubernetes": [{"host": "${…}", "exec": [SIGN_IN]}]},
    "resource": {"kubernetes_namespace_v1": {"namespace": {"metadata": {"name": "todo-test"}}}},
}
OUTPUTS = {
    "cluster_host": {"value": "https://cluster.example.com:443"},
    "cluster_ca_certificate": {"value": base64.b64encode(b"an authority").decode()},
}


def stack(folder: Path, **changed: Any) -> Stack:
    return recorded_stack("app", json.dumps({**APP, **changed}).encode(), folder=folder)


def test_the_namespace_and_the_address_are_those_of_the_environment(tmp_path: Path) -> None:
    found = environment_cluster(stack(tmp_path), outputs=OUTPUTS)
    assert found.namespace == "todo-test"
    assert found.api.configuration.host == "https://cluster.example.com:443"


@pytest.mark.parametrize(
    ("outputs", "named"),
    [
        ({}, "cluster_host and cluster_ca_certificate"),
        ({"cluster_host": OUTPUTS["cluster_host"]}, "has no output cluster_ca_certificate"),
    ],
)
def test_a_foundation_that_is_not_applied_is_said(
    tmp_path: Path, outputs: Mapping[str, Any], named: str
) -> None:
    with pytest.raises(MissingInputError, match=named) as raised:
        environment_cluster(stack(tmp_path), outputs=outputs)
    assert raised.value.exit_code is ExitCode.MISSING_INPUT
    assert raised.value.remedy == "ops deploy foundation"


@pytest.mark.parametrize(
    ("part", "said"), [("provider", "no exec plugin"), ("resource", "has no namespace to watch")]
)
def test_a_stack_that_deploys_to_no_cluster_is_refused(tmp_path: Path, part: str, said: str) -> None:
    with pytest.raises(SynthesisError, match=said):
        environment_cluster(stack(tmp_path, **{part: {}}), outputs=OUTPUTS)


def planned(folder: Path, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Plan, with the real engine, a stack that reads the state of a foundation with these outputs."""
    state = folder / "foundation.tfstate"
    typed = {name: {**facts, "type": "string"} for name, facts in outputs.items()}
    state.write_text(json.dumps({"version": 4, "serial": 1, "lineage": "made-up", "outputs": typed}))
    read = {"backend": "local", "config": {"path": str(state)}}
    work = folder / "planned"
    work.mkdir()
    document = {"data": {"terraform_remote_state": {"foundation": read}}}
    (work / "cdk.tf.json").write_text(json.dumps({**document, "resource": {"terraform_data": {"one": {}}}}))
    terraform = Terraform(
        engine=find_engine(),
        stack="app",
        folder=work,
        environment={"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"},
        logs=folder / "logs",
    )
    terraform.init()
    terraform.plan(out=folder / "app.tfplan")
    return terraform.show(folder / "app.tfplan")


def test_a_plan_knows_the_cluster_to_which_it_will_be_applied(tmp_path: Path) -> None:
    found = planned_cluster(stack(tmp_path), plan=planned(tmp_path, OUTPUTS))
    assert found.namespace == "todo-test"
    assert found.api.configuration.host == "https://cluster.example.com:443"


def test_a_plan_without_a_foundation_knows_none(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="has no output"):
        planned_cluster(stack(tmp_path), plan={})


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_the_synthesized_stacks_say_where_they_deploy_to_and_how_to_sign_in(
    tmp_path: Path, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SignIn] = []

    def connected(*, host: str, authority: str, sign_in: SignIn) -> client.ApiClient:
        asked.append(sign_in)
        return client.ApiClient(client.Configuration())

    monkeypatch.setattr(cluster, "connect_to", connected)
    document = (PROJECT / "tests" / "golden" / environment / "app.json").read_bytes()
    found = environment_cluster(recorded_stack("app", document, folder=tmp_path), outputs=OUTPUTS)
    assert found.namespace == "todo"
    assert [program.command for program in asked] == ["kubelogin"]
    assert asked[0].arguments[0] == "get-token"
