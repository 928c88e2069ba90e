"""A workbook: one page of logs and metrics in the Azure portal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal
from uuid import NAMESPACE_URL, uuid5

from cdktf import Fn, ITerraformDependable
from cdktf_cdktf_provider_azurerm.application_insights_workbook import ApplicationInsightsWorkbook
from constructs import Construct

from constructs_lib.azure.placement import Placement

Visualization = Literal["table", "linechart", "barchart"]
WorkbookItem = Mapping[str, Any]

_WORKSPACE: Final = "microsoft.operationalinsights/workspaces"
_CLUSTER: Final = "microsoft.containerservice/managedclusters"
_HOUR_IN_MS: Final = 3_600_000
_TIME: Final = "time"
_TIME_RANGES_IN_HOURS: Final = (1, 4, 24, 72, 168)

# Item types of a workbook. Source: github.com/microsoft/Application-Insights-Workbooks, schema/workbook.json.
_TEXT: Final = 1
_QUERY: Final = 3
_PARAMETERS: Final = 9
_METRICS: Final = 10


class Workbook(Construct):
    """A workbook on a Log Analytics workspace, whose items are shown from top to bottom.

    Args:
        title: The title in the portal. The workbook's UUID is made of it.
        placement: Resource group, region and tags.
        workspace_id: ARM id of the workspace that the queries run on.
        items: What `text`, `query`, `node_metric` and `parameters` return.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The workbook, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        title: str,
        placement: Placement,
        workspace_id: str,
        items: Sequence[WorkbookItem],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        content = {
            "version": "Notebook/1.0",
            "items": items,
            "fallbackResourceIds": [workspace_id],
            "$schema": "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
        }
        self.resource: ITerraformDependable = ApplicationInsightsWorkbook(
            self,
            "Default",
            # Azure wants a UUID here: the same title gives the same one.
            name=str(uuid5(NAMESPACE_URL, f"workbook/{title}")),
            display_name=title,
            resource_group_name=placement.resource_group,
            location=placement.location,
            # Azure answers in lower case, and any other case would be a change in every plan.
            source_id=Fn.lower(workspace_id),
            data_json=json.dumps(content),
            depends_on=list(depends_on) or None,
            tags=placement.tags,
        )


def text(name: str, markdown: str) -> WorkbookItem:
    """Return a text, in Markdown."""
    return {"type": _TEXT, "name": name, "content": {"json": markdown}}


def query(name: str, title: str, kql: str, *, show: Visualization) -> WorkbookItem:
    """Return the result of a query over the time range that the reader has chosen."""
    return {
        "type": _QUERY,
        "name": name,
        "content": {
            "version": "KqlItem/1.0",
            "title": title,
            "query": kql,
            "size": 0,
            "timeContextFromParameter": _TIME,
            "queryType": 0,
            "resourceType": _WORKSPACE,
            "visualization": show,
        },
    }


def node_metric(name: str, title: str, metric: str, *, cluster_id: str) -> WorkbookItem:
    """Return a chart of one metric of an AKS cluster's nodes, a line for each node.

    A workbook wants `<namespace>-<category>-<metric>`. No document says so: published workbooks have these
    ids for CPU and memory. The one of the disk, a metric of the same category, is formed like them and
    unverified.
    """
    return {
        "type": _METRICS,
        "name": name,
        "customWidth": "33",
        "content": {
            "version": "MetricsItem/2.0",
            "title": title,
            "size": 0,
            "chartType": 2,
            "resourceType": _CLUSTER,
            "metricScope": 0,
            "resourceIds": [cluster_id],
            "timeContextFromParameter": _TIME,
            "metrics": [
                {
                    "namespace": _CLUSTER,
                    "metric": f"{_CLUSTER}-Nodes (PREVIEW)-{metric}",
                    "aggregation": 4,
                    "splitBy": "node",
                }
            ],
        },
    }


def parameters(choices: Mapping[str, tuple[str, str]]) -> WorkbookItem:
    """Return the reader's parameters: `time`, and each of `choices`: its name, its label, its query.

    A query gives a choice's values in a column of the choice's name. A text refers to one as `{name}`; `*`
    stands for all values and is the default.
    """
    ranges = [{"durationMs": hours * _HOUR_IN_MS} for hours in _TIME_RANGES_IN_HOURS]
    return {
        "type": _PARAMETERS,
        "name": "parameters",
        "content": {
            "version": "KqlParameterItem/1.0",
            "style": "pills",
            "queryType": 0,
            "resourceType": _WORKSPACE,
            "parameters": [
                {
                    "name": _TIME,
                    "label": "Time",
                    "type": 4,
                    "isRequired": True,
                    "version": "KqlParameterItem/1.0",
                    "value": {"durationMs": _HOUR_IN_MS},
                    "typeSettings": {"selectableValues": ranges},
                },
                *(_choice(name, label, kql) for name, (label, kql) in choices.items()),
            ],
        },
    }


def _choice(name: str, label: str, kql: str) -> WorkbookItem:
    return {
        "name": name,
        "label": label,
        "type": 2,
        "version": "KqlParameterItem/1.0",
        "query": f'{kql}\n| union (print {name} = "*")\n| order by {name} asc',
        "value": "*",
        "timeContextFromParameter": _TIME,
        "queryType": 0,
        "resourceType": _WORKSPACE,
    }
