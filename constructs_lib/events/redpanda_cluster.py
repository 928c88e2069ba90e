"""A serverless cluster of Redpanda Cloud."""

from collections.abc import Sequence

from cdktf import Fn, ITerraformDependable
from constructs import Construct

from imports.redpanda.resource_group import ResourceGroup
from imports.redpanda.serverless_cluster import ServerlessCluster


class RedpandaCluster(Construct):
    """A serverless cluster in its own resource group, reached over the internet with TLS and SASL.

    Args:
        name: The cluster's name.
        resource_group: Name of the Redpanda resource group, which is created.
        region: Redpanda's name of the serverless region, such as `us-east-1`.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        api_url: URL of the API for topics, users and ACLs.
        bootstrap_servers: Where clients connect, `host:port,host:port`.
        resource: The cluster, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        region: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        group = ResourceGroup(
            self, "resource_group", name=resource_group, depends_on=list(depends_on) or None
        )
        cluster = ServerlessCluster(
            self,
            "Default",
            name=name,
            resource_group_id=group.id,
            serverless_region=region,
            # Terraform may destroy what it made; see docs/decisions/0022-events-provider.md.
            allow_deletion=True,
        )
        self.resource: ITerraformDependable = cluster
        self.api_url: str = cluster.cluster_api_url
        self.bootstrap_servers: str = Fn.join(",", cluster.kafka_api.seed_brokers)
