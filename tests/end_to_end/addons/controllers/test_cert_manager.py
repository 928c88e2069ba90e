"""cert-manager's controller, webhook and cainjector with the chart's arguments, files and rights.

The mains are ours, because cert-manager's are not on the Go module proxy; what they start is cert-manager's.
"""

import base64
import json
import ssl
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from kubernetes import client
from kubernetes.client.exceptions import ApiException

from stacks import charts
from tests.components import pebble
from tests.components.pod_process import Overrides
from tests.end_to_end.addons.controllers import acme, proxy
from tests.end_to_end.addons.controllers.installed import (
    CAINJECTOR,
    CERTIFICATES,
    CERTIFICATES_NAMESPACE,
    CONTROLLER,
    NAMESPACE,
    PUBLIC_HOST,
    WEBHOOK,
    Installed,
    condition,
    log_says,
    not_ready,
)
from tests.support.addon_program import Addon
from tools.components.go_programs import PROGRAMS

pytestmark = pytest.mark.timeout(600)
# cert-manager asks itself for the challenge's answer every ten seconds.
ISSUED_WITHIN_S = 60


@pytest.mark.parametrize("addon", [CONTROLLER, CAINJECTOR, WEBHOOK], ids=lambda addon: addon.deployment)
def test_the_programs_are_those_of_the_chart(addon: Addon) -> None:
    assert PROGRAMS[addon.program].version == charts.CERT_MANAGER.version.removeprefix("v")


@pytest.mark.parametrize("lease", ["cert-manager-controller", "cert-manager-cainjector-leader-election"])
def test_the_leaders_hold_their_leases(addons: Installed, lease: str) -> None:
    coordination: Any = client.CoordinationV1Api(addons.cluster.api_client)
    found = coordination.read_namespaced_lease(lease, CERTIFICATES_NAMESPACE)
    assert found.spec.holder_identity


def test_the_logs_are_json_as_the_values_say(addons: Installed) -> None:
    for addon in (CONTROLLER, WEBHOOK, CAINJECTOR):
        lines = addons.running[addon].server.log.read_text().splitlines()
        assert any(line.startswith("{") and "msg" in json.loads(line) for line in lines), lines[:5]


def test_cainjector_gives_the_api_server_the_webhooks_authority(addons: Installed) -> None:
    secret = addons.core.read_namespaced_secret("cert-manager-webhook-ca", CERTIFICATES_NAMESPACE)
    admission: Any = client.AdmissionregistrationV1Api(addons.cluster.api_client)
    for read in (
        admission.read_validating_webhook_configuration,
        admission.read_mutating_webhook_configuration,
    ):
        (webhook,) = read("cert-manager-webhook").webhooks
        assert webhook.client_config.ca_bundle == secret.data["ca.crt"]


@pytest.mark.parametrize(
    ("plural", "name", "spec", "said"),
    [
        ("certificates", "todo", {"privateKey": {"size": 255}}, "spec.privateKey.size"),
        ("certificates", "todo", {"issuerRef": {"name": ""}}, "spec.issuerRef.name"),
        ("issuers", "todo", {"selfSigned": {}}, "may not specify more than one issuer type"),
    ],
    ids=["key", "issuer", "two-issuers"],
)
def test_the_webhook_refuses_what_cannot_work(
    addons: Installed, plural: str, name: str, spec: Mapping[str, Any], said: str
) -> None:
    """The control of the release: the API server takes its objects only after the webhook has."""
    with pytest.raises(ApiException) as refused:
        addons.custom.patch_namespaced_custom_object(*CERTIFICATES, NAMESPACE, plural, name, {"spec": spec})
    assert said in str(refused.value.body)
    assert "webhook.cert-manager.io" in str(refused.value.body)


def test_our_certificate_is_issued_by_an_authority(addons: Installed) -> None:
    """The release's Certificate, but for its issuer and names."""
    ours = addons.read(CERTIFICATES, "certificates", "todo")["spec"]
    authority = {"isCA": True, "commonName": "test", "secretName": "authority"}
    _issue(addons, "authority", authority, "self-signed")
    addons.custom.create_namespaced_custom_object(
        *CERTIFICATES, NAMESPACE, "issuers", _issuer("authority", {"ca": {"secretName": "authority"}})
    )
    _issue(addons, "issued", {**ours, "secretName": "issued"}, "authority")
    secret = addons.core.read_namespaced_secret("issued", NAMESPACE)
    issued = x509.load_pem_x509_certificate(base64.b64decode(secret.data["tls.crt"]))
    names = issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [PUBLIC_HOST]
    key = issued.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    signer = addons.core.read_namespaced_secret("authority", NAMESPACE)
    issued.verify_directly_issued_by(x509.load_pem_x509_certificate(base64.b64decode(signer.data["tls.crt"])))


@pytest.fixture(scope="module")
def acme_server(addons: Installed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pebble.Pebble]:
    """Yield an ACME server at which the release's Issuer registers."""
    with pebble.pebble(
        folder=tmp_path_factory.mktemp("pebble"),
        port=addons.ports.acme,
        validated_host=PUBLIC_HOST,
        http_port=addons.ports.http,
    ) as server:
        acme.trust(addons, server)
        yield server


@pytest.mark.usefixtures("acme_server")
def test_our_issuer_registers_its_account(addons: Installed) -> None:
    addons.wait(lambda: acme.ready(addons, "issuers"), "the issuer's account")
    account = addons.core.read_namespaced_secret("todo-acme-account", NAMESPACE)
    assert "tls.key" in account.data


@pytest.mark.usefixtures("acme_server")
def test_the_challenge_is_led_through_our_gateway(addons: Installed) -> None:
    """The solver's pod is admitted by quota and pod security, and the gateway takes its route."""
    challenge = addons.wait(lambda: acme.challenge(addons), "the challenge")
    assert (challenge["spec"]["type"], challenge["spec"]["dnsName"]) == ("HTTP-01", PUBLIC_HOST)

    def accepted() -> Any:
        route = acme.solver_route(addons)
        parents = route.get("status", {}).get("parents", [])
        done = parents and condition(parents[0]["conditions"], "Accepted") == ("True", "Accepted")
        return done and route

    route = addons.wait(accepted, "the route of the solver")
    (parent,) = route["spec"]["parentRefs"]
    assert (parent["kind"], parent["name"], parent["sectionName"]) == ("Gateway", "todo", "http")
    (pod, *_) = addons.wait(
        lambda: addons.core.list_namespaced_pod(NAMESPACE, label_selector=acme.SOLVER).items, "the solver"
    )
    (container,) = pod.spec.containers
    assert container.image == f"quay.io/jetstack/cert-manager-acmesolver:{charts.CERT_MANAGER.version}"
    # Its own requests, and the one for storage from the namespace's defaults.
    requests = {"cpu": "10m", "memory": "64Mi", "ephemeral-storage": "100Mi"}
    assert container.resources.requests == requests


def test_the_certificate_is_issued_and_served(addons: Installed, acme_server: pebble.Pebble) -> None:
    """From the challenge to HTTPS: every program is real but the application behind the gateway."""
    assert not acme.ready(addons, "certificates")
    with (
        acme.running_solver(addons) as (solver, solver_port),
        proxy.echo("backend") as backend,
        proxy.echo("frontend") as frontend,
        proxy.running_proxy(
            addons, {solver: solver_port, "todo-backend": backend, "todo-frontend": frontend}
        ) as envoy,
    ):
        addons.wait(lambda: acme.ready(addons, "certificates"), "the certificate", within_s=ISSUED_WITHIN_S)
        gateway = _Gateway(addons, root=acme_server.root())
        addons.wait(lambda: gateway.answers("/"), "an answer over HTTPS")
        _judge_answers(gateway)
    # Envoy writes what is left of its log when it ends.
    lines = [line for line in envoy.log.read_text().splitlines() if '"/api/tasks?x=1"' in line]
    assert json.loads(lines[0])["route_name"].startswith("httproute/todo/todo-api/")


class _Gateway:
    """The gateway's listeners at the loopback interface."""

    def __init__(self, addons: Installed, *, root: str) -> None:
        self._ports = addons.ports
        self._client = httpx.Client(
            verify=ssl.create_default_context(cadata=root), trust_env=False, timeout=5
        )

    def get(self, path: str, *, tls: bool = True, headers: Mapping[str, str] | None = None) -> httpx.Response:
        scheme, port = ("https", self._ports.https) if tls else ("http", self._ports.http)
        return self._client.get(
            f"{scheme}://127.0.0.1:{port}{path}",
            headers={"Host": PUBLIC_HOST, **(headers or {})},
            extensions={"sni_hostname": PUBLIC_HOST},
        )

    def answers(self, path: str) -> bool:
        try:
            return self.get(path).is_success
        except httpx.HTTPError:
            return False


def _judge_answers(gateway: _Gateway) -> None:
    redirect = gateway.get("/tasks", tls=False)
    assert redirect.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert redirect.headers["Location"] == f"https://{PUBLIC_HOST}/tasks"
    spoofed = gateway.get("/api/tasks?x=1", headers={"X-Forwarded-For": "192.0.2.66"})
    assert spoofed.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert spoofed.text.startswith("backend /api/tasks?x=1 ")
    assert "192.0.2.66" not in spoofed.text
    assert gateway.get("/api/auth/session").text.startswith("frontend ")
    assert gateway.get("/").text.startswith("frontend ")
    assert gateway.get("/api%2Ftasks").status_code == HTTPStatus.BAD_REQUEST
    assert gateway.get("/", headers={"x_user": "1"}).status_code == HTTPStatus.BAD_REQUEST


def test_a_wrong_argument_ends_the_program(addons: Installed) -> None:
    wrong = Overrides(arguments=["--leader-election-namspace=cert-manager"])
    assert "unknown flag: --leader-election-namspace" in not_ready(addons, CONTROLLER, overrides=wrong)


def test_a_webhook_that_may_not_read_its_authority_does_not_become_ready(addons: Installed) -> None:
    """The control of the rights: the programs have those of the chart's roles, not an administrator's."""
    rights: Any = client.RbacAuthorizationV1Api(addons.cluster.api_client)
    name = "cert-manager-webhook:dynamic-serving"
    binding = rights.read_namespaced_role_binding(name, CERTIFICATES_NAMESPACE)
    rights.delete_namespaced_role_binding(name, CERTIFICATES_NAMESPACE)
    try:
        not_ready(addons, WEBHOOK)
        assert log_says(addons, WEBHOOK, "forbidden")
    finally:
        binding.metadata.resource_version = None
        rights.create_namespaced_role_binding(CERTIFICATES_NAMESPACE, binding)


def _issuer(name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "/".join(CERTIFICATES),
        "kind": "Issuer",
        "metadata": {"name": name},
        "spec": dict(spec),
    }


def _issue(addons: Installed, name: str, spec: Mapping[str, Any], issuer: str) -> None:
    """Create a Certificate and wait until it is ready; the self-signing issuer is made for it."""
    if issuer == "self-signed":
        body = _issuer(issuer, {"selfSigned": {}})
        addons.custom.create_namespaced_custom_object(*CERTIFICATES, NAMESPACE, "issuers", body)
    body = {
        "apiVersion": "/".join(CERTIFICATES),
        "kind": "Certificate",
        "metadata": {"name": name},
        "spec": {**spec, "issuerRef": {"name": issuer}},
    }
    addons.custom.create_namespaced_custom_object(*CERTIFICATES, NAMESPACE, "certificates", body)

    def ready() -> bool:
        found = addons.read(CERTIFICATES, "certificates", name).get("status", {})
        return condition(found.get("conditions", []), "Ready") == ("True", "Ready")

    addons.wait(ready, f"certificate {name}")
