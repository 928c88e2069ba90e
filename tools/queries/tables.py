"""The tables of a Log Analytics workspace that the stacks' queries read.

Sources: learn.microsoft.com, "Azure Monitor Logs reference", pages ContainerLogV2, KubePodInventory,
KubeEvents and Operation, and "Monitor health of a Log Analytics workspace" for the view `_LogOperation`. Only
documented columns are listed; columns that every table has (`_ResourceId`, `Type`) are left out where no
query reads them.
"""

from collections.abc import Mapping
from typing import Final

TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "ContainerLogV2": {
        "TimeGenerated": "datetime",
        "Computer": "string",
        "ContainerId": "string",
        "ContainerName": "string",
        "PodName": "string",
        "PodNamespace": "string",
        "LogMessage": "dynamic",
        "LogSource": "string",
        "LogLevel": "string",
        "KubernetesMetadata": "dynamic",
    },
    "KubePodInventory": {
        "TimeGenerated": "datetime",
        "ClusterId": "string",
        "ClusterName": "string",
        "Computer": "string",
        "ContainerCreationTimeStamp": "datetime",
        "ContainerID": "string",
        "ContainerLastStatus": "string",
        "ContainerName": "string",
        "ContainerRestartCount": "int",
        "ContainerStartTime": "datetime",
        "ContainerStatus": "string",
        "ContainerStatusReason": "string",
        "ControllerKind": "string",
        "ControllerName": "string",
        "Name": "string",
        "Namespace": "string",
        "PodCreationTimeStamp": "datetime",
        "PodIp": "string",
        "PodLabel": "string",
        "PodRestartCount": "int",
        "PodStartTime": "datetime",
        "PodStatus": "string",
        "PodUid": "string",
        "ServiceName": "string",
    },
    "KubeEvents": {
        "TimeGenerated": "datetime",
        "ClusterId": "string",
        "ClusterName": "string",
        "Computer": "string",
        "Count": "real",
        "FirstSeen": "datetime",
        "KubeEventType": "string",
        "LastSeen": "datetime",
        "Message": "string",
        "Name": "string",
        "Namespace": "string",
        "ObjectKind": "string",
        "Reason": "string",
        "SourceComponent": "string",
    },
    "_LogOperation": {
        "TimeGenerated": "datetime",
        "Category": "string",
        "Operation": "string",
        "Level": "string",
        "Detail": "string",
        "_ResourceId": "string",
    },
}


def schema(columns: Mapping[str, str]) -> str:
    """Return a table's columns as KQL writes a schema."""
    return "(" + ", ".join(f"['{name}']: {type_}" for name, type_ in columns.items()) + ")"
