"""Which cluster is looked at: the one that the stack itself is applied to."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.errors import ExitCode, MissingInputError
from ops.rollout.cluster import environment_cluster
from ops.synthesis import Stack, SynthesisError, recorded_stack

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
        ({"cluster_host": OUTPUTS["cluster_host"]}, "has not put out cluster_ca_certificate"),
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
    ("part", "said"), [("provider", "how to sign in"), ("resource", "makes no namespace to watch")]
)
def test_a_stack_that_deploys_to_no_cluster_is_refused(tmp_path: Path, part: str, said: str) -> None:
    with pytest.raises(SynthesisError, match=said):
        environment_cluster(stack(tmp_path, **{part: {}}), outputs=OUTPUTS)
