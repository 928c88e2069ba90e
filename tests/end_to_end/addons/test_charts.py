"""The pinned charts, rendered with the values that are deployed: read out of the synthesized stack.

Helm renders them out of the Go modules in which their projects publish them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pytest
import yaml

from ops.engine.synthesis.stacks import PROJECT
from tests.components.helm import render
from tests.support.kube_score import Accepted, findings
from tests.support.synthesis import synthesized
from tools.components.go_programs import PROGRAMS

Manifest = dict[str, Any]

RELEASES = ("dapr", "gateway", "certificates")
# production is highly available, budget is not.
ENVIRONMENTS = ("production", "budget")
CONTROLLERS = ("Deployment", "StatefulSet", "DaemonSet")


def _release(environment: str, release: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = synthesized(environment, "addons")["resource"]["helm_release"][release]
    return found


@cache
def _rendered(environment: str, release: str) -> Sequence[Manifest]:
    deployed = _release(environment, release)
    (values,) = deployed["values"]
    return render(
        chart=deployed["chart"],
        version=deployed["version"],
        values=json.loads(values),
        namespace=deployed["namespace"],
        release=deployed["name"],
    )


def _of_kind(manifests: Sequence[Manifest], *kinds: str) -> list[Manifest]:
    return [manifest for manifest in manifests if manifest["kind"] in kinds]


def _pods(manifests: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """Yield each pod that these objects make, with the name of what makes it; also CronJobs and bare pods."""
    for manifest in manifests:
        name = f"{manifest['kind']}/{manifest['metadata']['name']}"
        match manifest["kind"]:
            case "Pod":
                yield name, manifest
            case "CronJob":
                yield name, manifest["spec"]["jobTemplate"]["spec"]["template"]
            case "Job" | "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet":
                yield name, manifest["spec"]["template"]


def _selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in selector["matchLabels"].items())


def _configuration(manifests: Sequence[Manifest], name: str) -> Mapping[str, Any]:
    (found,) = [item for item in _of_kind(manifests, "ConfigMap") if item["metadata"]["name"] == name]
    (text,) = found["data"].values()
    parsed: Mapping[str, Any] = yaml.safe_load(text)
    return parsed


_USER_OF_THE_IMAGE = "The image of the project names this user, and its files are readable by it."
ACCEPTED = [
    Accepted(
        check="container-image-pull-policy",
        objects="*",
        reason="The projects never move the tag of a released version.",
    ),
    Accepted(
        check="pod-networkpolicy",
        objects="*",
        reason="Policies isolate the application; the API server calls the add-ons from elsewhere.",
    ),
]
OF_RELEASE = {
    "dapr": [
        Accepted(
            check="pod-probes-identical",
            objects="Deployment/*",
            reason="The programs have one endpoint of health, and the chart uses it for both.",
        ),
        Accepted(check="container-security-context-user-group-id", objects="*", reason=_USER_OF_THE_IMAGE),
    ],
    "gateway": [],
    "certificates": [
        Accepted(
            check="pod-probes",
            objects="Deployment/cert-manager*",
            reason="Controller and CA injector serve no requests; the webhook has a probe.",
        ),
        Accepted(check="container-security-context-user-group-id", objects="*", reason=_USER_OF_THE_IMAGE),
    ],
}
SPREAD = Accepted(
    check="deployment-has-host-podantiaffinity",
    objects="Deployment/*",
    reason="Topology spread constraints keep replicas apart.",
)
ONE_REPLICA = Accepted(
    check="deployment-replicas",
    objects="Deployment/*",
    reason="The budget environment runs one of each for its price.",
)

every_release = pytest.mark.parametrize("release", RELEASES)
every_environment = pytest.mark.parametrize("environment", ENVIRONMENTS)


@every_release
@every_environment
def test_kube_score_finds_nothing_but_what_is_accepted(environment: str, release: str) -> None:
    by_environment = ONE_REPLICA if environment == "budget" else SPREAD
    # Dapr's chart has an anti-affinity of its own.
    further = [] if (environment, release) == ("production", "dapr") else [by_environment]
    namespace = _release(environment, release)["namespace"]
    objects = [
        {**item, "metadata": {"namespace": namespace, **item["metadata"]}}
        for item in _rendered(environment, release)
    ]
    assert findings(objects, accepted=[*ACCEPTED, *OF_RELEASE[release], *further]) == []


@every_release
@every_environment
def test_every_container_has_requests_and_limits(environment: str, release: str) -> None:
    pods = dict(_pods(_rendered(environment, release)))
    assert pods
    lacking = [
        f"{owner}/{container['name']}: {bound}.{resource}"
        for owner, pod in pods.items()
        for container in pod["spec"]["containers"] + pod["spec"].get("initContainers", [])
        for bound in ("requests", "limits")
        for resource in ("cpu", "memory")
        if resource not in (container.get("resources") or {}).get(bound, {})
    ]
    assert lacking == []


@every_release
def test_every_part_has_replicas_and_a_disruption_budget_where_it_is_highly_available(release: str) -> None:
    manifests = _rendered("production", release)
    budgets = _of_kind(manifests, "PodDisruptionBudget")
    parts = _of_kind(manifests, *CONTROLLERS)
    assert parts
    for part in parts:
        labels = part["spec"]["template"]["metadata"]["labels"]
        assert part["spec"]["replicas"] >= 2, part["metadata"]["name"]
        assert any(_selects(budget["spec"]["selector"], labels) for budget in budgets), labels


@every_release
@every_environment
def test_no_disruption_budget_holds_up_the_drain_of_a_node(environment: str, release: str) -> None:
    for budget in _of_kind(_rendered(environment, release), "PodDisruptionBudget"):
        # A share is rounded up, so that 25% of three is one.
        assert budget["spec"]["maxUnavailable"] in (1, "25%")
        assert not budget["spec"].get("minAvailable")


@every_release
@every_environment
def test_the_parts_are_placed_first_and_evicted_last(environment: str, release: str) -> None:
    for part in _of_kind(_rendered(environment, release), *CONTROLLERS):
        assert part["spec"]["template"]["spec"]["priorityClassName"] == "system-cluster-critical"


@pytest.mark.parametrize("release", ["gateway", "certificates"])
def test_a_spread_over_nodes_counts_the_pods_of_its_own_part(release: str) -> None:
    for part in _of_kind(_rendered("production", release), *CONTROLLERS):
        template = part["spec"]["template"]
        (constraint,) = template["spec"]["topologySpreadConstraints"]
        assert _selects(constraint["labelSelector"], template["metadata"]["labels"])


@every_release
@every_environment
def test_every_image_has_a_version(environment: str, release: str) -> None:
    version = _release(environment, release)["version"].removeprefix("v")
    for _, pod in _pods(_rendered(environment, release)):
        for container in pod["spec"]["containers"]:
            assert container["image"].rpartition(":")[2].removeprefix("v") == version


@every_environment
def test_dapr_encrypts_between_the_sidecars(environment: str) -> None:
    (configuration,) = _of_kind(_rendered(environment, "dapr"), "Configuration")
    assert configuration["metadata"]["name"] == "daprsystem"
    assert configuration["spec"]["mtls"]["enabled"] is True


@every_environment
def test_dapr_logs_json_and_looks_for_pods_without_their_sidecar(environment: str) -> None:
    pods = dict(_pods(_rendered(environment, "dapr")))
    for pod in pods.values():
        assert "--log-as-json" in pod["spec"]["containers"][0]["args"]
    operator = pods["Deployment/dapr-operator"]["spec"]["containers"][0]["args"]
    assert operator[operator.index("--watch-interval") + 1] == "1m"


def test_only_the_parts_of_dapr_that_are_used_are_installed() -> None:
    assert {item["metadata"]["name"] for item in _of_kind(_rendered("production", "dapr"), *CONTROLLERS)} == {
        "dapr-operator",
        "dapr-sentry",
        "dapr-sidecar-injector",
    }
    injector = dict(_pods(_rendered("production", "dapr")))["Deployment/dapr-sidecar-injector"]
    variables = {item["name"]: item.get("value") for item in injector["spec"]["containers"][0]["env"]}
    assert variables["ACTORS_ENABLED"] == "false"
    assert variables["SIDECAR_DROP_ALL_CAPABILITIES"] == "true"


def test_the_gateway_controller_logs_json_and_serves_the_class_that_is_put_out() -> None:
    configuration = _configuration(_rendered("production", "gateway"), "envoy-gateway-config")
    assert configuration["logging"]["encoder"] == "JSON"
    output = synthesized("production", "addons")["output"]["gateway_controller"]["value"]
    assert configuration["gateway"]["controllerName"] == output


def test_cert_manager_logs_json_and_solves_challenges_through_the_gateway() -> None:
    manifests = _rendered("production", "certificates")
    for name in ("cert-manager", "cert-manager-webhook", "cert-manager-cainjector"):
        assert _configuration(manifests, name)["logging"]["format"] == "json"
    assert _configuration(manifests, "cert-manager")["gatewayAPI"]["enabled"] is True


def test_the_definitions_of_certificates_are_upgraded_with_the_chart_and_outlast_it() -> None:
    definitions = _of_kind(_rendered("production", "certificates"), "CustomResourceDefinition")
    assert len(definitions) == 6
    for definition in definitions:
        assert definition["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"


def _served(release: str) -> dict[str, set[str]]:
    """Return the kinds that a chart's definitions serve, by `group/version`."""
    served: dict[str, set[str]] = {}
    for definition in _of_kind(_rendered("production", release), "CustomResourceDefinition"):
        spec = definition["spec"]
        for version in spec["versions"]:
            if version["served"]:
                served.setdefault(f"{spec['group']}/{version['name']}", set()).add(spec["names"]["kind"])
    return served


@every_release
def test_the_simulated_cloud_knows_the_chart_and_no_definition_that_it_does_not_bring(release: str) -> None:
    deployed = _release("production", release)
    charts = json.loads((PROJECT / "rehearsal" / "cloud" / "rules" / "charts.json").read_text())
    known = charts[deployed["chart"]]
    assert deployed["version"].removeprefix("v") in known["versions"]
    served = _served(release)
    for group, versions in known["definitions"].items():
        for version, kinds in versions.items():
            assert set(kinds) <= served[f"{group}/{version}"]


@every_environment
def test_every_custom_resource_of_the_application_has_its_definition(environment: str) -> None:
    served: dict[str, set[str]] = {}
    for release in RELEASES:
        for version, kinds in _served(release).items():
            served.setdefault(version, set()).update(kinds)
    manifests = synthesized(environment, "app")["resource"].get("kubernetes_manifest", {})
    for name, resource in manifests.items():
        manifest = resource["manifest"]
        assert manifest["kind"] in served.get(manifest["apiVersion"], set()), name


def _injector_and_scheduler_agree(manifests: Sequence[Manifest]) -> bool:
    """Return whether the injector waits for a scheduler only where one is rendered."""
    pods = dict(_pods(manifests))
    arguments = pods["Deployment/dapr-sidecar-injector"]["spec"]["containers"][0]["args"]
    return "StatefulSet/dapr-scheduler-server" in pods or "--scheduler-enabled=false" in arguments


@every_environment
def test_daprs_injector_does_not_wait_for_a_scheduler_that_is_not_installed(environment: str) -> None:
    assert _injector_and_scheduler_agree(_rendered(environment, "dapr"))


def test_the_chart_whose_injector_waited_for_ever_is_found() -> None:
    """The control: 1.16.0 with our values (its release notes of 1.16.1 name the fault)."""
    deployed = _release("production", "dapr")
    old = render(
        chart="dapr",
        version="1.16.0",
        values=json.loads(deployed["values"][0]),
        namespace=deployed["namespace"],
    )
    assert not _injector_and_scheduler_agree(old)


def test_dapr_signs_at_the_service_where_its_programs_look_for_it() -> None:
    manifests = _rendered("production", "dapr")
    address = "dapr-sentry.dapr-system.svc.cluster.local:443"
    (configuration,) = _of_kind(manifests, "Configuration")
    assert configuration["spec"]["mtls"]["sentryAddress"] == address
    container = dict(_pods(manifests))["Deployment/dapr-sidecar-injector"]["spec"]["containers"][0]
    assert {"name": "DAPR_SENTRY_ADDRESS", "value": address} in container["env"]
    services = {item["metadata"]["name"]: item for item in _of_kind(manifests, "Service")}
    (port,) = [item for item in services["dapr-sentry"]["spec"]["ports"] if item["name"] == "grpc"]
    assert (port["port"], port["targetPort"]) == (443, 50001)


def test_the_event_tests_run_the_daprd_of_the_chart() -> None:
    assert PROGRAMS["daprd"].version == _release("production", "dapr")["version"]
