"""The queries of a synthesized foundation: alerts, saved queries, and the workbook's items and parameters."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_ALERT = "azurerm_monitor_scheduled_query_rules_alert_v2"
_SAVED = "azurerm_log_analytics_saved_search"
_WORKBOOK = "azurerm_application_insights_workbook"
# A workbook replaces `{name}` by the reader's choice, as text.
_PARAMETER = re.compile(r"\{[a-z_]+\}")


def queries(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the KQL of each query of a `cdk.tf.json`, by where it stands."""
    resources = document.get("resource", {})
    return dict(
        [
            *_alerts(resources.get(_ALERT, {})),
            *((f"saved query {name}", saved["query"]) for name, saved in resources.get(_SAVED, {}).items()),
            *_workbooks(resources.get(_WORKBOOK, {})),
        ]
    )


def _alerts(alerts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, alert in alerts.items():
        for criterion in alert["criteria"]:
            yield f"alert {name}", criterion["query"]


def _workbooks(workbooks: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for workbook in workbooks.values():
        for item in json.loads(workbook["data_json"])["items"]:
            content = item["content"]
            if "query" in content:
                yield f"workbook item {item['name']}", _PARAMETER.sub("*", content["query"])
            for parameter in content.get("parameters", []):
                if "query" in parameter:
                    yield f"workbook parameter {parameter['name']}", parameter["query"]
