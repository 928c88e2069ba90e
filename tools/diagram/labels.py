"""The text of each box, from the arguments of its resources, in lines that fit into the box."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tools.diagram.graph import Address

Members = Mapping[Address, Mapping[str, Any]]

_SERVICE = re.compile(r"kubernetes_service_v1\.(\w+?)_service\b")


def entrance(members: Members) -> list[str]:
    """Return ports, routes and the proxies of the gateway."""
    manifests = _manifests(members)
    gateway = next(manifest for manifest in manifests if manifest["kind"] == "Gateway")
    listeners = [f"{listener['protocol']} {listener['port']}" for listener in gateway["spec"]["listeners"]]
    proxies = [m["spec"]["provider"]["kubernetes"] for m in manifests if m["kind"] == "EnvoyProxy"]
    replicas = [proxy["envoyDeployment"].get("replicas") for proxy in proxies]
    counted = [f"{count} Envoy proxies" for count in replicas if count]
    return [
        ", ".join(listeners),
        *sorted(_routes(manifests), key=len, reverse=True),
        *counted,
        *([_count(manifests, "Certificate", "certificate") + " by ACME"]),
        _sum(members, "policy", lambda a, r: "policy" in a.name or "Policy" in _kind(r) or "flows" in a.name),
    ]


def workload(members: Members) -> list[str]:
    """Return the replicas, the resources of one, and the objects around the Deployment."""
    deployment = _one(members, "kubernetes_deployment_v1")
    template = deployment["spec"]["template"]
    container = template["spec"]["container"][0]
    scaler = _one(members, "kubernetes_horizontal_pod_autoscaler_v2")["spec"]
    resources = container["resources"]
    annotations = template["metadata"]["annotations"]
    around = [
        ("kubernetes_job_v1", "migration before each release"),
        ("kubernetes_pod_disruption_budget_v1", "disruption budget"),
    ]
    policies = _of(members, "kubernetes_network_policy_v1")
    return [
        f"{scaler['min_replicas']}–{scaler['max_replicas']} replicas, autoscaled",
        f"{resources['requests']['cpu']} CPU, {resources['requests']['memory']} each",
        f"port {annotations['dapr.io/app-port']}, Dapr sidecar",
        *(text for kind, text in around if _of(members, kind)),
        _plural(len(policies), "network policy", "network policies"),
    ]


def blocks(members: Members) -> list[str]:
    """Return the components by name, and the number of the other objects."""
    manifests = _manifests(members)
    components = [m for m in manifests if m["kind"] == "Component"]
    others = [
        ("Subscription", "subscription", "subscriptions"),
        ("Resiliency", "retry policy", "retry policies"),
        ("Configuration", "sidecar configuration", "sidecar configurations"),
    ]
    counted = [(sum(m["kind"] == kind for m in manifests), *words) for kind, *words in others]
    return [
        *(line for m in components for line in (m["metadata"]["name"], f"   {m['spec']['type']}")),
        *(_plural(count, one, many) for count, one, many in counted if count),
    ]


def secrets(members: Members) -> list[str]:
    """Return the number of secrets, and the Jobs that make the logins in them; no value is in the stacks."""
    count = len(list(_of(members, "kubernetes_secret_v1")))
    jobs = [f"Job {job['metadata']['name']}" for job in _of(members, "kubernetes_job_v1")]
    return [f"{count} secrets, none in a state", *jobs]


def namespace(members: Members) -> list[str]:
    """Return the rules of the namespace."""
    name = _one(members, "kubernetes_namespace_v1")["metadata"]["name"]
    rules = [
        ("kubernetes_network_policy_v1", "no traffic by default"),
        ("kubernetes_resource_quota_v1", "a quota of resources"),
        ("kubernetes_limit_range_v1", "limits for what declares none"),
    ]
    lines = [text for kind, text in rules if _of(members, kind)]
    return [f"{name}: {lines[0]}", *lines[1:]] if lines else [name]


def chart(*purpose: str) -> Callable[[Members], list[str]]:
    """Return the label function of a Helm chart: its version and purpose."""

    def label(members: Members) -> list[str]:
        release = _one(members, "helm_release")
        return [f"chart {release['chart']} {release['version']}", *purpose]

    return label


def topics(members: Members) -> list[str]:
    """Return the cluster and each topic with its partitions."""
    cluster = _one(members, "redpanda_serverless_cluster")
    lines = [f"{t['name']} × {t['partition_count']}" for t in _of(members, "redpanda_topic")]
    return [f"serverless, {cluster['serverless_region']}", *lines, "topic × partitions"]


def kafka_user(members: Members) -> list[str]:
    """Return the user of the topics."""
    user = _one(members, "redpanda_user")
    return [
        f"user {user['name']}",
        str(user["mechanism"]).upper(),
        _plural(len(_of(members, "redpanda_acl")), "access rule", "access rules"),
    ]


def address(members: Members) -> list[str]:
    """Return the host name of the application."""
    found = _one(members, "azurerm_public_ip")
    # Source: learn.microsoft.com, "Public IP addresses": <label>.<location>.cloudapp.azure.com.
    return [
        f"{found['domain_name_label']}.{found['location']}",
        "   .cloudapp.azure.com",
        f"{found['allocation_method'].lower()}, {len(found['zones'])} zones",
    ]


def network(members: Members) -> list[str]:
    """Return the address ranges."""
    whole = _one(members, "azurerm_virtual_network")
    rules = _of(members, "azurerm_network_security_rule")
    return [
        ", ".join(whole["address_space"]),
        *(f"{s['name']}: {', '.join(s['address_prefixes'])}" for s in _of(members, "azurerm_subnet")),
        f"{len(rules)} security rules",
    ]


def cluster(members: Members) -> list[str]:
    """Return version, nodes and network."""
    found = _one(members, "azurerm_kubernetes_cluster")
    pool = found["default_node_pool"]
    return [
        f"version {found['kubernetes_version']}, tier {found['sku_tier']}",
        f"{pool['min_count']}–{pool['max_count']} × {pool['vm_size']}",
        f"zones {', '.join(pool['zones'])}" if pool.get("zones") else "no zones",
        f"{found['network_profile']['network_data_plane']} {found['network_profile']['network_plugin_mode']}",
    ]


def database(members: Members) -> list[str]:
    """Return size and protection."""
    server = _one(members, "azurerm_postgresql_flexible_server")
    locked = ["locked against deletion"] if _of(members, "azurerm_management_lock") else []
    reach = "public" if server["public_network_access_enabled"] else "private, TLS only"
    return [
        f"version {server['version']}, {server['sku_name']}",
        f"{server['storage_mb'] // 1024} GB, backup {server['backup_retention_days']} days",
        reach,
        *locked,
    ]


def registry(members: Members) -> list[str]:
    """Return the registry and the identity that pulls."""
    found = _one(members, "azurerm_container_registry")
    return [
        f"{found['name']}, {found['sku']}",
        *(r["role_definition_name"] + " for the nodes" for r in _of(members, "azurerm_role_assignment")),
    ]


def identities(members: Members) -> list[str]:
    """Return the identities and how they sign in."""
    names = [
        address.name.removeprefix("github_")
        for address in members
        if address.type.endswith("assigned_identity")
    ]
    return [
        ", ".join(names),
        "sign in by OIDC, no stored secret",
        _plural(len(_of(members, "azurerm_role_assignment")), "role assignment", "role assignments"),
    ]


def budgets(members: Members) -> list[str]:
    """Return the amounts, in US dollars a month."""
    amounts = sorted(budget["amount"] for budget in members.values())
    return [" and ".join(f"${amount}" for amount in amounts) + " a month", "actual and forecast"]


def monitoring(members: Members) -> list[str]:
    """Return the logs and the number of alerts."""
    workspace = _one(members, "azurerm_log_analytics_workspace")
    tables = _of(members, "azurerm_log_analytics_workspace_table")
    kept = [f"{t['name']} {t['retention_in_days']} days" for t in tables if t.get("retention_in_days")]
    return [
        f"Log Analytics {workspace['retention_in_days']} days" + "".join(f", {text}" for text in kept),
        f"Container Insights, {len(_of(members, 'azurerm_log_analytics_saved_search'))} saved queries",
        f"{len(_of(members, 'azurerm_monitor_metric_alert'))} metric alerts, "
        f"{len(_of(members, 'azurerm_monitor_scheduled_query_rules_alert_v2'))} query alerts, by e-mail",
        _plural(len(_of(members, "azurerm_application_insights_workbook")), "workbook", "workbooks"),
    ]


def _routes(manifests: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Yield for instance `/api to todo-backend` for each path that leads to a Service."""
    for manifest in manifests:
        for rule in manifest["spec"].get("rules", ()) if manifest["kind"] == "HTTPRoute" else ():
            services = _SERVICE.findall(json.dumps(rule.get("backendRefs", [])))
            paths = [match["path"]["value"] for match in rule.get("matches", ()) if "path" in match]
            for path in paths or ["/"]:
                if services:
                    yield f"{path} to {services[0].removeprefix('todo_')}"


def _manifests(members: Members) -> list[Mapping[str, Any]]:
    return [r["manifest"] for a, r in members.items() if a.type == "kubernetes_manifest"]


def _kind(resource: Mapping[str, Any]) -> str:
    return str(resource.get("manifest", {}).get("kind", ""))


def _count(manifests: Sequence[Mapping[str, Any]], kind: str, word: str) -> str:
    return _plural(sum(m["kind"] == kind for m in manifests), word, f"{word}s")


def _sum(members: Members, word: str, counts: Callable[[Address, Mapping[str, Any]], bool]) -> str:
    return _plural(sum(counts(a, r) for a, r in members.items()), word, "policies")


def _of(members: Members, kind: str) -> list[Mapping[str, Any]]:
    return [resource for address, resource in members.items() if address.type == kind]


def _one(members: Members, kind: str) -> Mapping[str, Any]:
    return _of(members, kind)[0]


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
