"""Each rule of an environment file, with a value that breaks it and the message that a person gets."""

import pytest

from environments import EnvironmentFileError
from tests.support.environment_files import EnvironmentFile

BROKEN = [
    ("azure.subscription_id", "1234", "must be a GUID"),
    ("azure.location", "East US", "must be an Azure region's short name"),
    ("azure.resource_group", "ends-with-a-period.", "must not end with a period"),
    ("azure.tags.owner", "two\nlines", "must be 1–256 characters on one line"),
    ("state.storage_account", "Has-Hyphen", "must be 3–24 lower-case letters and digits"),
    ("state.container", "a--b", "single hyphens"),
    ("registry.name", "abcd", "must be 5–50 letters and digits"),
    ("registry.name", "with-hyphen", "must be 5–50 letters and digits"),
    ("registry.sku", "Gold", "'Basic', 'Standard' or 'Premium'"),
    ("network.pod_cidr", "10.244.0.1/16", "must be a network in CIDR notation"),
    ("network.dns_service_ip", "ten", "must be an IP address"),
    ("cluster.name", "-a", "beginning and ending with a letter or digit"),
    ("cluster.dns_prefix", "Upper", "must be a DNS label"),
    ("cluster.kubernetes_version", "1.34.2", "must be a minor version in quotes"),
    ("cluster.kubernetes_version", 1.34, "should be a valid string"),
    ("cluster.maintenance.start", 180, "should be a valid string"),
    ("cluster.maintenance.start", "25:00", "must be a time of day"),
    ("cluster.maintenance.hours", 3, "greater than or equal to 4"),
    ("cluster.maintenance.day", "Sun", "'Sunday'"),
    ("cluster.maintenance.utc_offset", "EST", "must be an offset from UTC"),
    ("logs.retention_days", 7, "greater than or equal to 30"),
    ("logs.daily_cap_gb", 0, "greater than 0"),
    ("application.namespace", "todo_app", "must be a DNS label"),
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
