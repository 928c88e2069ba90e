"""A serverless cluster of Redpanda Cloud."""

from cdktf import Fn
from constructs import Construct

from imports.redpanda.resource_group import ResourceGroup
from imports.redpanda.serverless_cluster import ServerlessCluster


class RedpandaCluster(Construct):
    """A serverless cluster in a resource group of its own, reached over the internet with TLS and SASL.

    Outputs: `api_url`, where topics, users and ACLs are made, and `bootstrap_servers`
    (`host:port,host:port`), where clients connect.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, resource_group: str, region: str) -> None:
        super().__init__(scope, id_)
        group = ResourceGroup(self, "resource_group", name=resource_group)
        cluster = ServerlessCluster(
            self,
            "Default",
            name=name,
            resource_group_id=group.id,
            serverless_region=region,
            # Terraform may destroy what it made; see docs/decisions/0022-events-provider.md.
            allow_deletion=True,
        )
        self.api_url = cluster.cluster_api_url
        self.bootstrap_servers = Fn.join(",", cluster.kafka_api.seed_brokers)
