import json
from typing import Any

import cdktf
import pytest
from cdktf import App, TerraformStack

from constructs_lib.dapr.component import Component, SecretKey
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.secret_variable import SecretVariable


def _component(stack: TerraformStack, *, scopes: list[str]) -> Component:
    secret = WriteOnlySecret(
        stack,
        "broker",
        metadata=ObjectMeta(name="broker", namespace="shop"),
        values={"password": "p"},
        revised_by=SecretVariable(stack, "broker_password", purpose="password"),
    )
    return Component(
        stack,
        "orders",
        metadata=ObjectMeta(name="orders", namespace="shop", labels={"team": "shop"}),
        component_type="pubsub.kafka",
        version="v1",
        settings={"brokers": "kafka:9092", "saslPassword": SecretKey(secret=secret, key="password")},
        scopes=scopes,
        secret_store="vault",
    )


def test_it_is_written_as_dapr_reads_it() -> None:
    stack = TerraformStack(App(), "sample")
    _component(stack, scopes=["checkout", "billing"])
    (resource,) = json.loads(cdktf.Testing.synth(stack))["resource"]["kubernetes_manifest"].values()
    manifest: dict[str, Any] = resource["manifest"]
    assert manifest["scopes"] == ["billing", "checkout"]
    assert manifest["auth"] == {"secretStore": "vault"}
    plain, secret = manifest["spec"]["metadata"]
    assert plain == {"name": "brokers", "value": "kafka:9092"}
    assert secret["secretKeyRef"]["key"] == "password"
    assert "value" not in secret


def test_without_scopes_it_would_be_for_everybody_and_is_refused() -> None:
    with pytest.raises(ValueError, match="The component 'orders' names no application"):
        _component(TerraformStack(App(), "sample"), scopes=[])
