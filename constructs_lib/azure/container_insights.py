"""Container Insights: which of a cluster's logs are collected, and how."""

import json
from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule import (
    MonitorDataCollectionRule,
    MonitorDataCollectionRuleDataFlow,
    MonitorDataCollectionRuleDataSources,
    MonitorDataCollectionRuleDataSourcesExtension,
    MonitorDataCollectionRuleDestinations,
    MonitorDataCollectionRuleDestinationsLogAnalytics,
)
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule_association import (
    MonitorDataCollectionRuleAssociation,
)
from constructs import Construct

from constructs_lib.azure.placement import Placement

# The preset "Logs and Events": container logs, events, and pods with their restarts. Performance counters
# and inventories are left out: the platform metrics say the same and cost nothing. Sources:
# MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/containers/kubernetes-monitoring-enable-portal.md
# (the preset's tables, its interval) and includes/data-collection-rule-streams.md (a table's stream).
_STREAMS: Final = ["Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory"]
# Both names are fixed by the agent. Source: github.com/microsoft/Docker-Provider,
# scripts/onboarding/aks/onboarding-msi-terraform/main.tf, which also has the shape of the settings.
_EXTENSION: Final = "ContainerInsights"
_NAME: Final = "ContainerInsightsExtension"
_DESTINATION: Final = "workspace"


class ContainerInsights(Construct):
    """The data-collection rule that the cluster's agent follows, and its association with the cluster.

    The agent signs in with its managed identity and collects nothing without an associated rule.

    Args:
        cluster_name: Name of the AKS cluster; the rule is named after it.
        cluster_id: ARM id of the AKS cluster.
        workspace_id: ARM id of the Log Analytics workspace that takes the logs.
        placement: Resource group, region and tags of the rule.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The association, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster_name: str,
        cluster_id: str,
        workspace_id: str,
        placement: Placement,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        settings = {
            "dataCollectionSettings": {
                "enableContainerLogV2": True,
                "interval": "1m",
                "namespaceFilteringMode": "Off",
            }
        }
        rule = MonitorDataCollectionRule(
            self,
            "Default",
            # `MSCI-<region>-<cluster>` is the name that the portal looks for.
            name=f"MSCI-{placement.location}-{cluster_name}",
            resource_group_name=placement.resource_group,
            location=placement.location,
            description="What Container Insights collects from the cluster",
            data_sources=MonitorDataCollectionRuleDataSources(
                extension=[
                    MonitorDataCollectionRuleDataSourcesExtension(
                        name=_NAME,
                        extension_name=_EXTENSION,
                        extension_json=json.dumps(settings),
                        streams=_STREAMS,
                    )
                ]
            ),
            destinations=MonitorDataCollectionRuleDestinations(
                log_analytics=[
                    MonitorDataCollectionRuleDestinationsLogAnalytics(
                        name=_DESTINATION, workspace_resource_id=workspace_id
                    )
                ]
            ),
            data_flow=[MonitorDataCollectionRuleDataFlow(streams=_STREAMS, destinations=[_DESTINATION])],
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
        self.resource: ITerraformDependable = MonitorDataCollectionRuleAssociation(
            self,
            "association",
            name=_NAME,
            target_resource_id=cluster_id,
            data_collection_rule_id=rule.id,
            description="Without this association the agent collects nothing",
        )
