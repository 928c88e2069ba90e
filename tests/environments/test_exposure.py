"""Each rule of the sections `exposure` and `application`, with a value that breaks it."""

from typing import Any

import pytest

from environments import EnvironmentFileError
from tests.support.environment_files import EnvironmentFile

GATEWAY = {"kind": "gateway", "acme_email": "oncall@example.com"}


def _message(environment_file: EnvironmentFile, key: str, value: object) -> str:
    environment_file.set(key, value)
    with pytest.raises(EnvironmentFileError) as error:
        environment_file.load()
    return str(error.value)


@pytest.mark.parametrize(
    "host", ["localhost", "https://todo.example.com", "todo_app.example.com", "Todo.example.com", "10.0.0.1"]
)
def test_a_host_that_is_no_dns_name_is_refused(environment_file: EnvironmentFile, host: str) -> None:
    message = _message(environment_file, "exposure", {**GATEWAY, "host": host})
    assert f"exposure.host: {host!r}: must be a DNS name with at least one dot" in message


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({**GATEWAY, "acme_email": "nobody"}, "exposure.acme_email: 'nobody': must be an e-mail address"),
        ({"kind": "gateway"}, "exposure.acme_email: missing; add it"),
        (
            {**GATEWAY, "acme_directory": "http://ca.example.com"},
            "must be the https URL of an ACME directory",
        ),
        ({**GATEWAY, "proxies": {"replicas": 0}}, "exposure.proxies.replicas: 0: "),
        ({"kind": "ingress"}, "exposure.kind: 'ingress': must be one of 'gateway', 'load_balancer'"),
        ({"kind": "load_balancer", "host": "todo.example.com"}, "exposure.host: unknown key"),
    ],
)
def test_a_broken_exposure_is_reported(
    environment_file: EnvironmentFile, settings: dict[str, Any], rule: str
) -> None:
    assert rule in _message(environment_file, "exposure", settings)


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("application.log_level", "TRACE", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("application.chat_model", "", "should match pattern"),
        ("application.backend.replicas", {"minimum": 3, "maximum": 2}, "minimum 3 is more than maximum 2"),
        (
            "application.frontend.resources.limits.memory",
            "512MB",
            "must be an amount of memory in Ki, Mi or Gi",
        ),
        ("application.frontend.resources.limits.cpu", "500mi", "must be an amount of CPU"),
        ("database", {"provider": "external", "port": 0}, "database.port: 0: "),
    ],
)
def test_a_broken_application_is_reported(
    environment_file: EnvironmentFile, key: str, value: object, rule: str
) -> None:
    assert rule in _message(environment_file, key, value)


def test_a_host_of_ones_own_is_taken(environment_file: EnvironmentFile) -> None:
    environment_file.set("exposure", {**GATEWAY, "host": "todo.example.com"})
    exposure = environment_file.load().exposure
    assert exposure.kind == "gateway"
    assert exposure.host == "todo.example.com"
