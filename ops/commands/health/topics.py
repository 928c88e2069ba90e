"""What is asked of a cluster: the topics by name, and the call that answers each. Nothing is changed."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from kubernetes import client

from contract.addons import AddonNamespace
from ops.clients.kubernetes.api import ask
from ops.commands.health.reading import Question
from ops.common.errors import UserError

_DAPR: Final = AddonNamespace.DAPR


class UnknownKindError(UserError):
    """The cluster has no such kind of object: the add-on that brings it is not installed."""


class Reading(StrEnum):
    """What is read, as a person calls it."""

    NODES = "nodes"
    DEPLOYMENTS = "deployments"
    REPLICA_SETS = "replica sets"
    JOBS = "jobs"
    PODS = "pods"
    EVENTS = "events"
    AUTOSCALERS = "autoscalers"
    DAPR_CONFIGURATION = "Dapr's own configuration"
    TRUST_BUNDLE = "Dapr's trust bundle"
    INJECTOR = "Dapr's injector"
    DEFINITIONS = "definitions"
    COMPONENTS = "Dapr components"
    SUBSCRIPTIONS = "Dapr subscriptions"
    CONFIGURATIONS = "Dapr configurations"
    GATEWAY_CLASSES = "gateway classes"
    GATEWAYS = "gateways"
    ROUTES = "routes"
    CERTIFICATES = "certificates"
    ISSUERS = "issuers"
    SMOKE = "public URL"


def addon_deployments(namespace: str) -> str:
    """Return the topic of an add-on's Deployments."""
    return f"deployments in {namespace}"


def addon_pods(namespace: str) -> str:
    """Return the topic of an add-on's pods."""
    return f"pods in {namespace}"


def questions(api: client.ApiClient, *, namespace: str) -> dict[str, Question]:
    """Return the call for each topic on a cluster, those of the application in its namespace."""
    apps, core = client.AppsV1Api(api), client.CoreV1Api(api)
    batch, scaling = client.BatchV1Api(api), client.AutoscalingV2Api(api)
    return {
        Reading.NODES: _items(core.list_node),
        Reading.DEPLOYMENTS: _items(apps.list_namespaced_deployment, namespace),
        Reading.REPLICA_SETS: _items(apps.list_namespaced_replica_set, namespace),
        Reading.JOBS: _items(batch.list_namespaced_job, namespace),
        Reading.PODS: _items(core.list_namespaced_pod, namespace),
        Reading.EVENTS: _items(core.list_namespaced_event, namespace),
        Reading.AUTOSCALERS: _items(scaling.list_namespaced_horizontal_pod_autoscaler, namespace),
        **{
            addon_deployments(addon): _items(apps.list_namespaced_deployment, addon)
            for addon in AddonNamespace
        },
        **{addon_pods(addon): _items(core.list_namespaced_pod, addon) for addon in AddonNamespace},
        **_dapr_itself(api),
        **_custom_resources(api, namespace),
    }


def _dapr_itself(api: client.ApiClient) -> dict[str, Question]:
    custom, core = client.CustomObjectsApi(api), client.CoreV1Api(api)
    webhooks, extensions = client.AdmissionregistrationV1Api(api), client.ApiextensionsV1Api(api)
    own = ("dapr.io", "v1alpha1", _DAPR, "configurations", "daprsystem")
    return {
        Reading.DAPR_CONFIGURATION: lambda: ask(custom.get_namespaced_custom_object, *own),
        # The public copy of the trust anchor: the Secret beside it holds a private key.
        Reading.TRUST_BUNDLE: lambda: ask(core.read_namespaced_config_map, "dapr-trust-bundle", _DAPR),
        Reading.INJECTOR: lambda: ask(webhooks.read_mutating_webhook_configuration, "dapr-sidecar-injector"),
        Reading.DEFINITIONS: _items(extensions.list_custom_resource_definition),
    }


def _custom_resources(api: client.ApiClient, namespace: str) -> dict[str, Question]:
    gateway, dapr, certificates = "gateway.networking.k8s.io", "dapr.io", "cert-manager.io"
    custom = client.CustomObjectsApi(api)

    def listed(group: str, version: str, plural: str) -> Question:
        return _known(custom.list_namespaced_custom_object, group, version, namespace, plural)

    return {
        Reading.COMPONENTS: listed(dapr, "v1alpha1", "components"),
        Reading.SUBSCRIPTIONS: listed(dapr, "v2alpha1", "subscriptions"),
        Reading.CONFIGURATIONS: listed(dapr, "v1alpha1", "configurations"),
        Reading.GATEWAY_CLASSES: _known(custom.list_cluster_custom_object, gateway, "v1", "gatewayclasses"),
        Reading.GATEWAYS: listed(gateway, "v1", "gateways"),
        Reading.ROUTES: listed(gateway, "v1", "httproutes"),
        Reading.CERTIFICATES: listed(certificates, "v1", "certificates"),
        Reading.ISSUERS: listed(certificates, "v1", "issuers"),
    }


def _items(call: Callable[..., Any], *arguments: str) -> Question:
    def question() -> Any:
        answer = ask(call, *arguments)
        return answer.items if answer else []

    return question


def _known(call: Callable[..., Any], *arguments: str) -> Question:
    """Return the question for a kind that has to be defined: without its definition the list is not found."""

    def question() -> Any:
        answer = ask(call, *arguments)
        if answer is None:
            raise UnknownKindError(
                "the cluster does not know this kind: its add-on is not installed",
                remedy="ops health --only addons; ops deploy addons",
            )
        return answer["items"]

    return question
