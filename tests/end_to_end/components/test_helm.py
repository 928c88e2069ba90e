"""The charts of the add-ons render out of their Go modules."""

from typing import Any

import pytest

from tests.components.helm import custom_resource_definitions, render
from tools.components.cache import CannotBuildError

DAPR = "1.18.3"
GATEWAY = "v1.9.1"
CERT_MANAGER = "v1.21.2"


def images(manifests: list[dict[str, Any]]) -> set[str]:
    return {
        container["image"]
        for manifest in manifests
        if manifest["kind"] in {"Deployment", "StatefulSet", "Job"}
        for container in manifest["spec"]["template"]["spec"]["containers"]
    }


def test_dapr_renders_with_the_images_of_its_version() -> None:
    rendered = render(chart="dapr", version=DAPR, values={}, namespace="dapr-system")

    names = ("operator", "sentry", "injector", "placement", "scheduler")
    assert images(rendered) == {f"ghcr.io/dapr/{name}:{DAPR}" for name in names}


def test_values_reach_the_chart() -> None:
    values = {"global": {"ha": {"enabled": True}, "logAsJson": True}}

    rendered = render(chart="dapr", version=DAPR, values=values, namespace="dapr-system")

    operator = next(
        m for m in rendered if m["kind"] == "Deployment" and m["metadata"]["name"] == "dapr-operator"
    )
    assert operator["spec"]["replicas"] == 3


def test_envoy_gateway_renders_with_its_published_image() -> None:
    rendered = render(chart="gateway-helm", version=GATEWAY, values={}, namespace="envoy-gateway-system")

    assert images(rendered) == {f"docker.io/envoyproxy/gateway:{GATEWAY}"}


def test_cert_manager_renders_in_its_namespace_with_its_images() -> None:
    rendered = render(chart="cert-manager", version=CERT_MANAGER, values={}, namespace="cert-manager")

    names = ("cainjector", "controller", "startupapicheck", "webhook")
    assert images(rendered) == {f"quay.io/jetstack/cert-manager-{name}:{CERT_MANAGER}" for name in names}
    assert {m["metadata"]["namespace"] for m in rendered if m["kind"] == "Deployment"} == {"cert-manager"}


@pytest.mark.parametrize(
    ("chart", "version", "values", "expected"),
    [
        ("dapr", DAPR, {}, {"Component", "Configuration", "Resiliency", "Subscription"}),
        ("gateway-helm", GATEWAY, {}, {"Gateway", "GatewayClass", "HTTPRoute", "EnvoyProxy"}),
        (
            "cert-manager",
            CERT_MANAGER,
            {"crds": {"enabled": True}},
            {"Certificate", "Issuer", "ClusterIssuer"},
        ),
    ],
)
def test_a_chart_brings_its_definitions(
    chart: str, version: str, values: dict[str, Any], expected: set[str]
) -> None:
    definitions = custom_resource_definitions(chart=chart, version=version, values=values)

    assert expected <= {definition["spec"]["names"]["kind"] for definition in definitions}


def test_definitions_can_be_left_out() -> None:
    rendered = render(chart="dapr", version=DAPR, values={}, namespace="dapr-system", include_crds=False)

    assert rendered
    assert all(manifest["kind"] != "CustomResourceDefinition" for manifest in rendered)


def test_a_version_that_does_not_exist_is_named() -> None:
    with pytest.raises(CannotBuildError, match=r"github\.com/dapr/dapr@v99\.0\.0"):
        render(chart="dapr", version="99.0.0", values={}, namespace="dapr-system")


def test_values_that_a_chart_refuses_are_named() -> None:
    with pytest.raises(CannotBuildError, match="replicaCuont"):
        render(
            chart="cert-manager", version=CERT_MANAGER, values={"replicaCuont": 2}, namespace="cert-manager"
        )
