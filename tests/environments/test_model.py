"""Each rule of an environment file, with a value that breaks it and the message that a person gets."""

from pathlib import Path

import pytest

from environments import EnvironmentFileError, load_environment
from environments.database import ManagedDatabase
from tests.support.environment_files import EnvironmentFile

BROKEN = [
    ("azure.subscription_id", "1234", "must be a GUID"),
    ("azure.location", "East US", "must be an Azure region's short name"),
    ("azure.location", "eastus9", "is not a region of Azure; did you mean eastus"),
    ("azure.location", "useast", "A newer one is added to environments/regions.py"),
    ("azure.resource_group", "ends-with-a-period.", "must not end with a period"),
    ("azure.tags.owner", "two\nlines", "must be 1–256 characters on one line"),
    ("state.storage_account", "Has-Hyphen", "must be 3–24 lower-case letters and digits"),
    ("state.container", "a--b", "single hyphens"),
    ("registry.name", "abcd", "must be 5–50 letters and digits"),
    ("registry.name", "with-hyphen", "must be 5–50 letters and digits"),
    ("registry.sku", "Gold", "'Basic', 'Standard' or 'Premium'"),
    ("network.pod_cidr", "10.244.0.1/16", "must be a network in CIDR notation"),
    ("network.pod_cidr", "169.254.0.0/16", "must be inside one of the private ranges 10.0.0.0/8"),
    ("network.pod_cidr", "8.8.0.0/16", "must be inside one of the private ranges"),
    ("network.pod_cidr", "fd00::/64", "must be inside one of the private ranges"),
    ("network.pod_cidr", "172.16.0.0/12", "must not overlap 172.30.0.0/16, which AKS keeps for itself"),
    ("network.service_cidr", "172.31.0.0/20", "must not overlap 172.31.0.0/16"),
    ("network.virtual_network_cidr", "127.0.0.0/8", "must be inside one of the private ranges"),
    ("network.dns_service_ip", "ten", "must be an IP address"),
    ("cluster.name", "-a", "beginning and ending with a letter or digit"),
    ("cluster.dns_prefix", "Upper", "must be a DNS label"),
    ("cluster.kubernetes_version", "1.34.2", "must be a minor version in quotes"),
    ("cluster.kubernetes_version", "1.99", "must be one of 1.33, "),
    ("cluster.kubernetes_version", 1.34, "should be a valid string"),
    ("cluster.zones", ["1", "1"], "names a zone twice"),
    ("cluster.maintenance.start", 180, "should be a valid string"),
    ("cluster.maintenance.start", "25:00", "must be a time of day"),
    ("cluster.maintenance.hours", 3, "greater than or equal to 4"),
    ("cluster.maintenance.day", "Sun", "'Sunday'"),
    ("cluster.maintenance.utc_offset", "EST", "must be an offset from UTC"),
    ("logs.retention_days", 7, "greater than or equal to 30"),
    ("logs.daily_cap_gb", 0, "greater than 0"),
    ("logs.container_retention_days", 3, "greater than or equal to 4"),
    ("network.public_dns_label", "4todo", "beginning with a letter"),
    ("network.outbound_ports_per_node", 4001, "multiple of 8"),
    ("cluster.nodes.size", "Standard_D64s_v9", "must be one of Standard_D2s_v3"),
    ("cluster.nodes.max_pods", 251, "less than or equal to 250"),
    ("cluster.nodes.os_disk.size_gb", 20, "greater than or equal to 30"),
    ("cluster.admin_group_ids", [], "at least 1 item"),
    ("alerts.emails", [], "at least 1 item"),
    ("alerts.short_name", "far-too-long-name", "must be 1–12"),
    ("alerts.quiet_minutes", 20, "Input should be 15, 30"),
    ("budgets.emails", [], "at least 1 item"),
    ("budgets.amounts", [], "at least 1 item"),
    ("budgets.start_month", "2026-13", "must be a month in quotes"),
    ("github.repository", "deployment", "must be a GitHub repository, owner/name"),
    ("github.repository", "owner@1/name@2", "numeric ids belong to owner_id and repository_id"),
    ("database.provider", "mysql", "'managed', 'external'"),
    ("database.sku", "B_Standard_B3ms", "is not a size of Azure's PostgreSQL; did you mean B_Standard_B"),
    ("database.sku", "GP_Standard_E2ds_v5", "environments/database_sizes.py"),
    ("events.region", "us-east-9", "is not a region of Redpanda Serverless; did you mean us-east-1"),
    ("application.namespace", "todo_app", "must be a DNS label"),
    ("application.namespace", "kube-system", "is reserved for Kubernetes, AKS or an add-on"),
    ("application.namespace", "kube-todo", "is reserved"),
    ("application.namespace", "default", "is reserved"),
    ("application.namespace", "dapr-system", "is reserved"),
    ("application.backend.resources.requests.cpu", "250q", "must be an amount of CPU"),
    ("application.backend.resources.requests.memory", "256M", "must be an amount of memory"),
    ("application.backend.replicas.cpu_percent", 100, "less than or equal to 95"),
]


@pytest.mark.parametrize(("key", "value", "rule"), BROKEN)
def test_a_broken_value_is_reported_with_file_key_value_and_rule(
    environment_file: EnvironmentFile, key: str, value: object, rule: str
) -> None:
    environment_file.set(key, value)
    with pytest.raises(EnvironmentFileError) as error:
        environment_file.load()
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{environment_file.path}: {key}: {value!r}: ")
    assert rule in line


RELATIONS = [
    (
        "network.node_subnet_cidr",
        "10.11.0.0/24",
        "network: node_subnet_cidr 10.11.0.0/24",
        "is not inside virtual_network_cidr 10.10.0.0/16",
    ),
    (
        "network.node_subnet_cidr",
        "10.10.0.0/23",
        "network: node_subnet_cidr 10.10.0.0/23 and database_subnet_cidr",
        "overlap",
    ),
    (
        "network.virtual_network_cidr",
        "10.244.0.0/15",
        "network: virtual_network_cidr 10.244.0.0/15 and pod_cidr",
        "overlap",
    ),
    (
        "network.database_subnet_cidr",
        "10.10.1.0/29",
        "network: database_subnet_cidr 10.10.1.0/29",
        "too small",
    ),
    ("network.dns_service_ip", "10.0.0.1", "network: dns_service_ip 10.0.0.1", "is taken"),
    ("network.pod_cidr", "10.244.0.0/22", "the file: network.pod_cidr 10.244.0.0/22", "has room for 4 nodes"),
    (
        "network.node_subnet_cidr",
        "10.10.0.0/29",
        "the file: network.node_subnet_cidr 10.10.0.0/29",
        "has 3 usable addresses",
    ),
    (
        "network.outbound_ports_per_node",
        16000,
        "the file: network.outbound_ports_per_node 16000 on 6 nodes",
        "one public address has 64000",
    ),
    (
        "cluster.nodes.os_disk.size_gb",
        64,
        "cluster.nodes: os_disk.size_gb 64",
        "more than the 50 GB that Standard_D2s_v3 has",
    ),
    (
        "azure.location",
        "westus",
        "the file: cluster.zones ['1', '2', '3']: the region westus has no availability zones",
        "write [] or choose another azure.location",
    ),
    (
        "state.resource_group",
        "Hackathon-Todo-RG",
        "the file: state.resource_group Hackathon-Todo-RG is azure.resource_group too",
        "would delete its states",
    ),
    (
        "application.sidecar",
        {
            "resources": {
                "requests": {"cpu": "1300m", "memory": "1Mi"},
                "limits": {"cpu": "2", "memory": "1Mi"},
            }
        },
        "the file: application.backend.resources: a pod with its sidecar requests 1550m and 257 MiB",
        "an empty Standard_D2s_v3 has 1540m and",
    ),
    (
        "exposure.proxies",
        {"resources": {"requests": {"cpu": "1", "memory": "7Gi"}, "limits": {"cpu": "1", "memory": "7Gi"}}},
        "the file: exposure.proxies.resources: a pod requests 1000m and 7168 MiB",
        "choose a larger cluster.nodes.size",
    ),
    ("registry.quarantine", True, "registry: quarantine", "need the sku Premium; this is Basic"),
    ("registry.untagged_retention_days", 7, "registry: untagged_retention_days", "this is Basic"),
    (
        "database.high_availability",
        True,
        "database: high_availability",
        "B_Standard_B1ms is burstable",
    ),
    ("github.owner_id", 1, "github: owner_id and repository_id", "give both, or neither"),
    ("github.repository_id", 1, "github: owner_id and repository_id", "give both, or neither"),
    ("budgets.amounts", [50, 50], "budgets: amounts [50, 50]", "twice"),
    ("alerts.emails", ["a@example.com", "a@example.com"], "alerts: emails", "written twice"),
    (
        "network.service_cidr",
        "10.244.128.0/17",
        "network: pod_cidr 10.244.0.0/16 and service_cidr",
        "overlap",
    ),
    ("network.dns_service_ip", "10.9.0.10", "network: dns_service_ip 10.9.0.10", "is not in service_cidr"),
    ("cluster.nodes.minimum", 6, "cluster.nodes: minimum 6", "is more than maximum 5"),
    ("application.backend.replicas.minimum", 9, "application.backend.replicas: minimum 9", "maximum 5"),
    (
        "application.frontend.resources.requests.cpu",
        "2",
        "application.frontend.resources: requests.cpu 2",
        "is more than limits.cpu 500m",
    ),
    (
        "application.frontend.resources.requests.memory",
        "1Gi",
        "application.frontend.resources: requests.memory 1Gi",
        "is more than limits.memory 512Mi",
    ),
]


@pytest.mark.parametrize(("key", "value", "beginning", "rule"), RELATIONS)
def test_values_that_do_not_fit_together_are_reported(
    environment_file: EnvironmentFile, key: str, value: object, beginning: str, rule: str
) -> None:
    environment_file.set(key, value)
    with pytest.raises(EnvironmentFileError) as error:
        environment_file.load()
    assert str(error.value).startswith(f"{environment_file.path}: {beginning}")
    assert rule in str(error.value)


def test_a_missing_key_is_named(environment_file: EnvironmentFile) -> None:
    environment_file.remove("registry.name")
    with pytest.raises(EnvironmentFileError, match=r"registry\.name: missing; add it"):
        environment_file.load()


@pytest.mark.parametrize("key", ["cluster.nodes.maximun", "secrets", "application.backend.image_tag"])
def test_an_unknown_key_is_named(environment_file: EnvironmentFile, key: str) -> None:
    environment_file.set(key, "x")
    with pytest.raises(EnvironmentFileError, match=rf"{key}: unknown key; remove it or correct its spelling"):
        environment_file.load()


def test_a_burstable_node_is_refused_in_production_alone(
    environment_file: EnvironmentFile, tmp_path: Path
) -> None:
    environment_file.set("cluster.nodes.size", "Standard_B2ms")
    environment_file.set("cluster.nodes.os_disk.type", "Managed")
    assert environment_file.load().cluster.nodes.size == "Standard_B2ms"

    environment_file.set("name", "production")
    environment_file.write()
    environment_file.path.rename(tmp_path / "production.yaml")
    with pytest.raises(
        EnvironmentFileError, match=r"Standard_B2ms is burstable.*choose one of Standard_D2s_v3"
    ):
        load_environment("production", folder=tmp_path)


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://relay.example.com/a", "must be a full https URL"),
        ("https://relay.example.com/alerts?code=abc", "without a query"),
        ("https://hooks.slack.com/services/T0/B0/x", "is a secret in itself"),
    ],
)
def test_a_webhook_that_holds_a_secret_is_refused(
    environment_file: EnvironmentFile, url: str, rule: str
) -> None:
    environment_file.set("alerts.webhooks", [{"name": "relay", "url": url}])
    with pytest.raises(EnvironmentFileError, match=r"alerts\.webhooks\.0: url ") as error:
        environment_file.load()
    assert rule in str(error.value)
    assert url not in str(error.value)


@pytest.mark.parametrize("login", ["admin", "azure_superuser", "pg_monitor"])
def test_a_login_that_azure_keeps_is_refused(environment_file: EnvironmentFile, login: str) -> None:
    environment_file.set("database.administrator", login)
    with pytest.raises(EnvironmentFileError, match=r"administrator: .* keeps for itself"):
        environment_file.load()


@pytest.mark.parametrize(("sku", "port"), [("B_Standard_B1ms", 5432), ("GP_Standard_D2ds_v4", 6432)])
def test_applications_use_pgbouncer_where_the_tier_has_it(
    environment_file: EnvironmentFile, sku: str, port: int
) -> None:
    environment_file.set("database.sku", sku)
    database = environment_file.load().database
    assert isinstance(database, ManagedDatabase)
    assert database.port == port
