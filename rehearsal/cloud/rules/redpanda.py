"""Redpanda Cloud: a resource group, a serverless cluster, its topics, users and access rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.base import (
    Problem,
    Rule,
    Situation,
    find,
    made_up_hex,
    made_up_uuid,
    matches,
    one_of,
)
from rehearsal.cloud.values import Value

_CLUSTER = "redpanda_serverless_cluster"


def configure(config: Mapping[str, Value]) -> tuple[Mapping[str, Value], list[Problem]]:
    """Check that credentials are set, in the provider block or the environment; no value is kept."""
    names = ("access_token", "client_id", "client_secret")
    given = {name for name in names if config.get(name) or os.environ.get(f"REDPANDA_{name.upper()}")}
    if "access_token" in given or {"client_id", "client_secret"} <= given:
        return {}, []
    return {}, [
        Problem(
            summary="Redpanda Cloud credentials are missing",
            detail="Set REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET (Redpanda Cloud, Organization "
            "IAM, Service accounts).",
        )
    ]


def _cluster_id(situation: Situation) -> str:
    return made_up_hex(20, "redpanda", situation.text("name"))


def _cluster(situation: Situation) -> Mapping[str, Value]:
    id_ = _cluster_id(situation)
    domain = f"{id_}.any.{situation.text('serverless_region')}.mpx.prd.cloud.redpanda.com"
    return {
        "cluster_api_url": f"https://api-{domain}",
        "console_url": f"https://console-{domain}",
        "console_private_url": "",
        "dataplane_api": {"url": f"https://api-{domain}", "private_url": ""},
        "kafka_api": {"seed_brokers": [f"{domain}:9092"], "private_seed_brokers": []},
        "prometheus": {
            "url": f"https://console-{domain}/api/cloud/prometheus/public_metrics",
            "private_url": "",
        },
        "schema_registry": {"url": f"https://schema-registry-{domain}:30081", "private_url": ""},
        "state": "STATE_READY",
    }


def _group_exists(situation: Situation) -> Iterable[Problem]:
    wanted = situation.text("resource_group_id")
    if situation.cloud.get("redpanda_resource_group", wanted) is None:
        yield Problem(
            summary="resource group not found",
            detail=f"No resource group has the id {wanted}.",
            path=("resource_group_id",),
        )


def _cluster_exists(situation: Situation) -> Iterable[Problem]:
    url = situation.text("cluster_api_url")
    if find(situation.cloud, _CLUSTER, cluster_api_url=url) is None:
        yield Problem(
            summary="unable to connect to the cluster",
            detail=f"No cluster answers at {url}.",
            path=("cluster_api_url",),
        )


def _deletion_is_allowed(situation: Situation) -> Iterable[Problem]:
    if not situation.get("allow_deletion"):
        yield Problem(
            summary=f"deletion of {situation.type} {situation.text('name')!r} is not allowed",
            detail="Set allow_deletion = true, apply that, then destroy.",
            path=("allow_deletion",),
        )


def _is_empty(situation: Situation) -> Iterable[Problem]:
    held = [
        item.name
        for item in situation.cloud.list_objects(_CLUSTER)
        if item.attributes.get("resource_group_id") == situation.text("id")
    ]
    if held:
        yield Problem(
            summary="the resource group is not empty", detail=f"It still holds the cluster {held[0]!r}."
        )


def _in_cluster(situation: Situation) -> str:
    return made_up_uuid(situation.type, situation.text("cluster_api_url"), situation.text("name"))


def _topic(_situation: Situation) -> Mapping[str, Value]:
    return {"configuration": {}, "partition_count": 1, "replication_factor": 3}


def _one_password(situation: Situation) -> Iterable[Problem]:
    if not situation.is_unset("password_wo") and situation.is_unset("password_wo_version"):
        yield Problem(
            summary="`password_wo_version` must be set with `password_wo`",
            path=("password_wo_version",),
        )
    if not situation.is_unset("password_wo") and not situation.is_unset("password"):
        yield Problem(summary="`password` and `password_wo` exclude each other", path=("password_wo",))


def _acl_id(situation: Situation) -> str:
    names = ("cluster_api_url", "resource_type", "resource_name", "resource_pattern_type", "principal")
    return made_up_uuid(
        "acl", *(situation.text(name) for name in (*names, "host", "operation", "permission_type"))
    )


RULES = {
    "redpanda_resource_group": Rule(
        identify=lambda s: made_up_uuid("redpanda", s.text("name")), on_delete=(_is_empty,)
    ),
    _CLUSTER: Rule(
        identify=_cluster_id,
        computed=_cluster,
        on_apply=(_group_exists,),
        on_delete=(_deletion_is_allowed,),
    ),
    "redpanda_topic": Rule(
        identify=_in_cluster,
        computed=_topic,
        on_validate=(matches("name", r"[\w.-]{1,249}", "1-249 letters, digits, . _ and -"),),
        on_apply=(_cluster_exists,),
        on_delete=(_deletion_is_allowed,),
    ),
    "redpanda_user": Rule(
        identify=_in_cluster,
        on_validate=(one_of("mechanism", "scram-sha-256", "scram-sha-512"), _one_password),
        on_apply=(_cluster_exists,),
    ),
    "redpanda_acl": Rule(
        identify=_acl_id,
        on_validate=(
            one_of("permission_type", "ALLOW", "DENY"),
            one_of("resource_pattern_type", "LITERAL", "PREFIXED"),
        ),
        on_apply=(_cluster_exists,),
    ),
}
DATA_RULES: dict[str, Rule] = {}
DEFAULT = Rule()
