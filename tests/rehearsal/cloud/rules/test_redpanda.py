"""Redpanda Cloud in the simulated cloud."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rehearsal.cloud.rules import configure_settings, rule_for
from rehearsal.cloud.rules.base import Situation, problems
from rehearsal.cloud.store import CloudObject, SimulatedCloud

_URL = "https://api.example"


@pytest.fixture
def cloud(tmp_path: Path) -> SimulatedCloud:
    return SimulatedCloud(tmp_path / "cloud.sqlite")


def _said(cloud: SimulatedCloud, when: str, type_: str, **values: Any) -> str:
    found = problems(getattr(rule_for(type_), when), Situation(type=type_, values=values, cloud=cloud))
    return " ".join(f"{problem.summary} {problem.detail}" for problem in found)


def test_credentials_have_to_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCESS_TOKEN", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"REDPANDA_{name}", raising=False)
    assert "REDPANDA_CLIENT_ID" in configure_settings("redpanda", {})[1][0].detail

    monkeypatch.setenv("REDPANDA_CLIENT_ID", "a")
    assert configure_settings("redpanda", {})[1] != []
    assert configure_settings("redpanda", {"client_secret": "b"}) == ({}, [])


def test_parents_have_to_exist(cloud: SimulatedCloud) -> None:
    assert "resource group" in _said(cloud, "on_apply", "redpanda_serverless_cluster", resource_group_id="x")
    assert _URL in _said(cloud, "on_apply", "redpanda_topic", cluster_api_url=_URL)

    cloud.put(
        CloudObject(
            provider="redpanda",
            type="redpanda_serverless_cluster",
            id="c",
            attributes={"cluster_api_url": _URL},
        )
    )

    assert _said(cloud, "on_apply", "redpanda_topic", cluster_api_url=_URL) == ""


def test_a_topic_goes_only_where_that_is_allowed(cloud: SimulatedCloud) -> None:
    assert "allow_deletion = true" in _said(cloud, "on_delete", "redpanda_topic", name="events")
    assert _said(cloud, "on_delete", "redpanda_topic", name="events", allow_deletion=True) == ""


def test_a_write_only_password_needs_its_version(cloud: SimulatedCloud) -> None:
    assert "password_wo_version" in _said(cloud, "on_validate", "redpanda_user", password_wo="x")
    assert "exclude" in _said(
        cloud, "on_validate", "redpanda_user", password_wo="x", password_wo_version=1, password="y"
    )


def test_a_cluster_has_brokers_and_an_address(cloud: SimulatedCloud) -> None:
    values = {"name": "events", "serverless_region": "eu-central-1"}
    situation = Situation(type="redpanda_serverless_cluster", values=values, cloud=cloud)

    computed = rule_for("redpanda_serverless_cluster").computed(situation)

    assert computed["kafka_api"]["seed_brokers"][0].endswith(":9092")
    assert computed["cluster_api_url"].startswith("https://api-")
