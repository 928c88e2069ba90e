"""How people reach the application, read from the synthesized gateway or Service."""

from typing import Any

import pytest

from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized, synthesized_variant

LOGGED = {
    "start_time",
    "method",
    "path",
    "response_code",
    "duration",
    "upstream_host",
    "route_name",
    "authority",
    "x_request_id",
}


def _manifests(stack: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    manifests = [item["manifest"] for item in stack["resource"]["kubernetes_manifest"].values()]
    return [manifest for manifest in manifests if manifest["kind"] == kind]


def _spec(kind: str, environment: str = "production") -> dict[str, Any]:
    (found,) = _manifests(synthesized(environment, "app"), kind)
    spec: dict[str, Any] = found["spec"]
    return spec


def _routes(stack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rule of each route by listener and path."""
    return {
        f"{route['spec']['parentRefs'][0]['sectionName']} {rule['matches'][0]['path']['value']}": rule
        for route in _manifests(stack, "HTTPRoute")
        for rule in route["spec"]["rules"]
    }


def test_sign_in_goes_to_the_frontend_and_the_rest_of_the_api_to_the_backend() -> None:
    routes = _routes(synthesized("production", "app"))
    services = {
        path: rule["backendRefs"][0]["name"] for path, rule in routes.items() if "backendRefs" in rule
    }
    assert services == {
        "https /api/auth": "${kubernetes_service_v1.todo_frontend_service.metadata[0].name}",
        "https /api": "${kubernetes_service_v1.todo_backend_service.metadata[0].name}",
        "https /": "${kubernetes_service_v1.todo_frontend_service.metadata[0].name}",
    }
    for path in services:
        assert routes[path]["timeouts"]["request"].endswith("s")


def test_http_is_only_a_redirect() -> None:
    (redirect,) = [
        rule for path, rule in _routes(synthesized("production", "app")).items() if path == "http /"
    ]
    (action,) = redirect["filters"]
    assert action["requestRedirect"] == {"scheme": "https", "statusCode": 301}
    assert "backendRefs" not in redirect


def test_the_gateway_waits_until_it_has_its_address() -> None:
    gateway = synthesized("production", "app")["resource"]["kubernetes_manifest"]["gateway"]
    assert gateway["wait"]["condition"] == [{"type": "Programmed", "status": "True"}]


def test_the_certificate_is_for_the_host_that_the_gateway_serves() -> None:
    certificate, gateway = _spec("Certificate"), _spec("Gateway")
    https = next(listener for listener in gateway["listeners"] if listener["protocol"] == "HTTPS")
    assert certificate["dnsNames"] == [https["hostname"]]
    (reference,) = https["tls"]["certificateRefs"]
    assert reference["name"] == certificate["secretName"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_container_of_a_proxy_has_requests_and_limits(environment: str) -> None:
    deployment = _spec("EnvoyProxy", environment)["provider"]["kubernetes"]["envoyDeployment"]
    patched = deployment["patch"]["value"]["spec"]["template"]["spec"]["containers"]
    assert [container["name"] for container in patched] == ["shutdown-manager"]
    for resources in (deployment["container"]["resources"], patched[0]["resources"]):
        assert {kind: set(amounts) for kind, amounts in resources.items()} == {
            "requests": {"cpu", "memory", "ephemeral-storage"},
            "limits": {"cpu", "memory", "ephemeral-storage"},
        }


def test_the_proxies_stand_on_the_static_address_and_see_the_clients() -> None:
    service = _spec("EnvoyProxy")["provider"]["kubernetes"]["envoyService"]
    assert service["externalTrafficPolicy"] == "Local"
    prefix = "service.beta.kubernetes.io"
    outputs = "${data.terraform_remote_state.foundation.outputs"
    assert service["annotations"] == {
        f"{prefix}/azure-pip-name": f"{outputs}.public_ip_name}}",
        f"{prefix}/azure-load-balancer-resource-group": f"{outputs}.public_ip_resource_group}}",
    }


def test_requests_are_logged_with_the_fields_that_the_queries_read() -> None:
    (setting,) = _spec("EnvoyProxy")["telemetry"]["accessLog"]["settings"]
    assert setting["format"]["type"] == "JSON"
    assert set(setting["format"]["json"]) >= LOGGED


def test_a_visitor_cannot_forge_an_address_nor_send_what_is_too_large() -> None:
    early = _spec("ClientTrafficPolicy")["headers"]["earlyRequestHeaders"]
    assert "X-Forwarded-For" in early["remove"]
    assert _spec("BackendTrafficPolicy")["requestBuffer"] == {"limit": "1Mi"}


def test_a_host_of_ones_own_is_served_and_known_to_sign_in(environment_file: EnvironmentFile) -> None:
    environment_file.set(
        "exposure", {"kind": "gateway", "acme_email": "a@example.com", "host": "todo.example.com"}
    )
    stack = synthesized_variant(environment_file.load(), "app")
    assert stack["output"]["public_url"]["value"] == "https://todo.example.com"
    (certificate,) = _manifests(stack, "Certificate")
    assert certificate["spec"]["dnsNames"] == ["todo.example.com"]
    assert _variables(stack, "todo_frontend")["BETTER_AUTH_URL"] == "https://todo.example.com"


def test_without_a_gateway_the_frontend_has_the_address_and_passes_the_api_on(
    environment_file: EnvironmentFile,
) -> None:
    environment_file.set("exposure", {"kind": "load_balancer"})
    stack = synthesized_variant(environment_file.load(), "app")
    services = stack["resource"]["kubernetes_service_v1"]
    frontend = services["todo_frontend_service"]
    assert frontend["spec"]["type"] == "LoadBalancer"
    assert frontend["spec"]["external_traffic_policy"] == "Local"
    assert "service.beta.kubernetes.io/azure-pip-name" in frontend["metadata"]["annotations"]
    assert services["todo_backend_service"]["spec"]["type"] == "ClusterIP"
    assert _manifests(stack, "Gateway") == []
    assert _variables(stack, "todo_frontend")["BACKEND_URL"] == "http://todo-backend"
    assert stack["output"]["public_url"]["value"].startswith("http://")


def _variables(stack: dict[str, Any], workload: str) -> dict[str, str]:
    deployment = stack["resource"]["kubernetes_deployment_v1"][f"{workload}_deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["container"]
    return {item["name"]: item["value"] for item in container["env"] if "value" in item}
