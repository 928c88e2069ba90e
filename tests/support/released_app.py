"""The app stack as a release applies it, with made-up values for what only a deployment knows."""

import json
from collections.abc import Mapping
from typing import Any

from stacks import charts
from tests.components.helm import render
from tests.support.references import resolved
from tests.support.synthesis import synthesized

SAMPLES = {
    "backend_image": "registry.example.com/todo-backend:1",
    "frontend_image": "registry.example.com/todo-frontend:1",
    "public_fqdn": "todo.eastus.cloudapp.azure.com",
    "public_ip_name": "todo-gateway",
    "public_ip_resource_group": "todo-rg",
    "gateway_class": "envoy",
    "gateway_controller": "gateway.envoyproxy.io/gatewayclass-controller",
    "gateway_namespace": "envoy-gateway-system",
    "kafka_bootstrap_servers": "kafka.example.com:9092",
    "kafka_user": "todo",
    "expression": "made up",
    **dict.fromkeys(
        (
            "database_url",
            "database_login_key",
            "openai_api_key",
            "better_auth_secret",
            "redpanda_password",
        ),
        "made up",
    ),
    **dict.fromkeys(
        (
            "database_url_revision",
            "database_login_key_revision",
            "postgres_password_revision",
            "openai_api_key_revision",
            "better_auth_secret_revision",
            "redpanda_password_revision",
        ),
        "7",
    ),
}
# What has to be there before the rest can be.
_FIRST = ("kubernetes_namespace_v1", "kubernetes_service_account_v1", "kubernetes_secret_v1")


def addon_definitions() -> list[dict[str, Any]]:
    """Return the definitions of the custom resources, as the pinned charts bring them."""
    deployed = synthesized("production", "addons")["resource"]["helm_release"]
    found = []
    for release, chart in (
        ("dapr", charts.DAPR),
        ("gateway", charts.ENVOY_GATEWAY),
        ("certificates", charts.CERT_MANAGER),
    ):
        (values,) = deployed[release]["values"]
        rendered = render(
            chart=chart.name,
            version=chart.version,
            values=json.loads(values),
            namespace=deployed[release]["namespace"],
            include_crds=True,
        )
        found += [item for item in rendered if item["kind"] == "CustomResourceDefinition"]
    return found


def app_resources(environment: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return type, name and arguments of each resource, the namespace first."""
    stack = synthesized(environment, "app")
    resources = [
        (kind, name, resolved(stack, arguments, SAMPLES))
        for kind, named in stack["resource"].items()
        for name, arguments in named.items()
    ]
    return sorted(resources, key=lambda resource: (resource[0] not in _FIRST, _FIRST.count(resource[0])))
