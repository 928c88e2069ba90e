"""Log Analytics, alerts, data collection and workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import azure_rule, child_of, group_path, in_group
from rehearsal.cloud.rules.base import Problem, Situation, made_up_hex, made_up_uuid, matches, one_of, within
from rehearsal.cloud.values import Value, blocks, known

_WORKSPACE = in_group("Microsoft.OperationalInsights/workspaces")
_METRIC_WINDOWS = ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D")
_QUERY_WINDOWS = (
    *(f"PT{n}M" for n in (1, 5, 10, 15, 30, 45)),
    *(f"PT{n}H" for n in range(1, 7)),
    "P1D",
    "P2D",
)
_RECEIVERS = (
    "email_receiver",
    "webhook_receiver",
    "sms_receiver",
    "azure_function_receiver",
    "logic_app_receiver",
)
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


def _workspace(situation: Situation) -> Mapping[str, Value]:
    arm_id = _WORKSPACE(situation)
    return {
        "workspace_id": made_up_uuid("workspace", arm_id),
        "primary_shared_key": made_up_hex(64, "primary", arm_id),
        "secondary_shared_key": made_up_hex(64, "secondary", arm_id),
        "retention_in_days": 30,
        "sku": "PerGB2018",
        "daily_quota_gb": -1,
    }


def _workspace_retention(situation: Situation) -> Iterable[Problem]:
    days = situation.get("retention_in_days")
    if isinstance(days, int) and days != 7 and not 30 <= days <= 730:  # 7 is the Free sku's
        yield Problem(
            summary=f'expected "retention_in_days" to be in the range (30 - 730), got {days}',
            path=("retention_in_days",),
        )


def _daily_quota(situation: Situation) -> Iterable[Problem]:
    if situation.get("daily_quota_gb") == 0:
        yield Problem(
            summary='"daily_quota_gb" of 0 makes every plan show a change',
            detail="Use -1 for no limit.",
            path=("daily_quota_gb",),
        )


def _table_retention(situation: Situation) -> Iterable[Problem]:
    if situation.text("plan") == "Basic" and situation.get("retention_in_days"):
        yield Problem(
            summary="cannot set retention_in_days because the plan is Basic",
            path=("retention_in_days",),
        )


def _metric_operators(situation: Situation) -> Iterable[Problem]:
    for path, block in blocks(situation.values, "criteria"):
        if known(block, "operator") == "Equal":
            yield Problem(summary='a metric alert\'s operator is "Equals"', path=(*path, "operator"))


def _query_operators(situation: Situation) -> Iterable[Problem]:
    for path, block in blocks(situation.values, "criteria"):
        if known(block, "operator") == "Equals":
            yield Problem(summary='a query rule\'s operator is "Equal"', path=(*path, "operator"))
        counted = known(block, "time_aggregation_method") == "Count"
        if not counted and block.get("metric_measure_column") is None:
            yield Problem(
                summary="a query rule that aggregates a column needs `metric_measure_column`",
                detail="Without it Azure refuses the rule; only Count needs no column.",
                path=(*path, "metric_measure_column"),
            )


def _mute(situation: Situation) -> Iterable[Problem]:
    if situation.get("auto_mitigation_enabled") and situation.get("mute_actions_after_alert_duration"):
        yield Problem(
            summary="auto mitigation must be disabled when mute action duration is set",
            path=("auto_mitigation_enabled",),
        )


def _receivers(situation: Situation) -> Iterable[Problem]:
    seen = set()
    for kind in _RECEIVERS:
        for path, block in blocks(situation.values, kind):
            name = known(block, "name")
            if name is not None and name in seen:
                yield Problem(summary=f"the receiver name {name!r} is used twice", path=(*path, "name"))
            seen.add(name)
    for path, block in blocks(situation.values, "webhook_receiver"):
        uri = known(block, "service_uri")
        if uri is not None and not re.match(r"https?://[^/]+", str(uri)):
            # The address may carry a token: it is not repeated here.
            yield Problem(summary="a webhook's service_uri is a full URL", path=(*path, "service_uri"))


def _data_flows(situation: Situation) -> Iterable[Problem]:
    """Check that the destinations of every flow are declared."""
    declared = {
        known(block, "name")
        for kind in ("log_analytics", "azure_monitor_metrics", "monitor_account", "storage_blob", "event_hub")
        for _path, block in blocks(situation.values, f"destinations.{kind}")
    }
    for path, block in blocks(situation.values, "data_flow"):
        for name in known(block, "destinations") or []:
            if isinstance(name, str) and name not in declared:
                yield Problem(
                    summary=(
                        f"InvalidDestination: data flow refers to destination {name!r}, which is not declared"
                    ),
                    path=(*path, "destinations"),
                )


def _association_id(situation: Situation) -> str:
    name = situation.text("name") or "configurationAccessEndpoint"
    resource = situation.text("target_resource_id")
    return f"{resource}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{name}"


def _association_name(situation: Situation) -> Iterable[Problem]:
    if not situation.is_unset("data_collection_rule_id") and situation.is_unset("name"):
        yield Problem(
            summary="`name` is required when `data_collection_rule_id` is specified",
            path=("name",),
        )


def _workbook_source(situation: Situation) -> Iterable[Problem]:
    source = situation.text("source_id")
    if source != source.lower():
        yield Problem(summary='"source_id" has to be lower case', detail=source, path=("source_id",))
    if "hidden-title" in (situation.get("tags") or {}):
        yield Problem(
            summary="a tag with the key `hidden-title` should not be used to set the display name",
            path=("tags",),
        )


def _insights(situation: Situation) -> Mapping[str, Value]:
    arm_id = in_group("Microsoft.Insights/components")(situation)
    key = made_up_uuid("insights", arm_id)
    return {
        "app_id": made_up_uuid("app", arm_id),
        "instrumentation_key": key,
        "connection_string": f"InstrumentationKey={key};IngestionEndpoint=https://{situation.text('location')}"
        ".in.applicationinsights.azure.com/",
    }


RULES = {
    "azurerm_log_analytics_workspace": azure_rule(
        _WORKSPACE,
        computed=_workspace,
        validate=(
            matches("name", r"[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]", "4-63 letters, digits and -"),
            _workspace_retention,
            _daily_quota,
        ),
    ),
    "azurerm_log_analytics_workspace_table": azure_rule(
        child_of("workspace_id", "tables"),
        computed=lambda s: {
            "retention_in_days": 30,
            "total_retention_in_days": s.get("retention_in_days") or 30,
        },
        parents=("workspace_id",),
        validate=(
            within("retention_in_days", 4, 730),
            within("total_retention_in_days", 4, 4383),
            _table_retention,
        ),
    ),
    "azurerm_log_analytics_saved_search": azure_rule(
        child_of("log_analytics_workspace_id", "savedSearches"), parents=("log_analytics_workspace_id",)
    ),
    "azurerm_log_analytics_query_pack": azure_rule(in_group("Microsoft.OperationalInsights/queryPacks")),
    "azurerm_log_analytics_query_pack_query": azure_rule(
        lambda s: f"{s.text('query_pack_id')}/queries/{_query_name(s)}",
        computed=lambda s: {"name": _query_name(s)},
        parents=("query_pack_id",),
    ),
    "azurerm_log_analytics_solution": azure_rule(
        lambda s: (
            f"{group_path(s)}/providers/Microsoft.OperationsManagement/solutions/"
            f"{s.text('solution_name')}({s.text('workspace_name')})"
        ),
        parents=("workspace_resource_id",),
    ),
    "azurerm_monitor_action_group": azure_rule(
        in_group("Microsoft.Insights/actionGroups"),
        validate=(matches("short_name", r".{1,12}", "1-12 characters"), _receivers),
    ),
    "azurerm_monitor_metric_alert": azure_rule(
        in_group("Microsoft.Insights/metricAlerts"),
        computed=lambda _s: {"target_resource_type": "", "target_resource_location": ""},
        validate=(one_of("window_size", *_METRIC_WINDOWS), within("severity", 0, 4), _metric_operators),
    ),
    "azurerm_monitor_activity_log_alert": azure_rule(in_group("Microsoft.Insights/activityLogAlerts")),
    "azurerm_monitor_scheduled_query_rules_alert_v2": azure_rule(
        in_group("Microsoft.Insights/scheduledQueryRules"),
        computed=lambda _s: {
            "created_with_api_version": "2023-12-01",
            "is_a_legacy_log_analytics_rule": False,
            "is_workspace_alerts_storage_configured": False,
        },
        validate=(
            one_of("window_duration", *_QUERY_WINDOWS),
            within("severity", 0, 4),
            _query_operators,
            _mute,
        ),
    ),
    "azurerm_monitor_data_collection_rule": azure_rule(
        in_group("Microsoft.Insights/dataCollectionRules"),
        computed=lambda s: {
            "immutable_id": "dcr-" + made_up_hex(32, group_path(s), s.text("name")),
            "destinations.0.log_analytics.0.workspace_id": "",
        },
        validate=(_data_flows,),
    ),
    "azurerm_monitor_data_collection_rule_association": azure_rule(
        _association_id,
        parents=("target_resource_id", "data_collection_rule_id"),
        validate=(_association_name,),
    ),
    "azurerm_monitor_data_collection_endpoint": azure_rule(
        in_group("Microsoft.Insights/dataCollectionEndpoints")
    ),
    "azurerm_monitor_diagnostic_setting": azure_rule(
        lambda s: f"{s.text('target_resource_id')}|{s.text('name')}",
        parents=("target_resource_id", "log_analytics_workspace_id"),
    ),
    "azurerm_application_insights": azure_rule(
        in_group("Microsoft.Insights/components"), computed=_insights, parents=("workspace_id",)
    ),
    "azurerm_application_insights_workbook": azure_rule(
        in_group("Microsoft.Insights/workbooks"),
        validate=(matches("name", _UUID, "the name is a lower-case UUID"), _workbook_source),
    ),
}


def _query_name(situation: Situation) -> str:
    given = situation.text("name")
    return given or made_up_uuid("query", situation.text("query_pack_id"), situation.text("display_name"))
