"""The foundation stack of one environment."""

from constructs import Construct

from contract.outputs import FoundationOutput as Output
from contract.stacks import StackName
from environments import Environment
from environments.database import ManagedDatabase
from stacks.deployment_stack import DeploymentStack
from stacks.foundation.cluster import FoundationCluster
from stacks.foundation.database import FoundationDatabase
from stacks.foundation.delivery import GitHubDelivery
from stacks.foundation.logs import FoundationLogs
from stacks.foundation.monitoring import Monitoring
from stacks.foundation.network import FoundationNetwork, GatewayAddress
from stacks.foundation.registry import FoundationRegistry
from stacks.foundation.resource_group import FoundationGroup, SubscriptionProvider


class FoundationStack(DeploymentStack):
    """Resource group, network, registry, cluster, database, monitoring and identities of one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, StackName.FOUNDATION, environment=environment)
        env, name = environment, environment.cluster.name
        SubscriptionProvider(self, "azurerm", settings=env.azure)
        group = FoundationGroup(self, "resource_group", settings=env.azure, environment=env.name, prefix=name)
        logs = FoundationLogs(self, "logs", settings=env.logs, at=group)
        registry = FoundationRegistry(self, "registry", settings=env.registry, at=group)
        self.declare({Output.RESOURCE_GROUP: group.name, Output.LOG_WORKSPACE_ID: logs.id})
        self.declare({Output.REGISTRY_LOGIN_SERVER: registry.login_server})
        network = FoundationNetwork(self, "network", settings=env.network, at=group)
        address = GatewayAddress(self, "gateway_address", settings=env.network, cluster=env.cluster, at=group)
        self.declare({Output.PUBLIC_IP_NAME: address.name, Output.PUBLIC_IP_ADDRESS: address.ip})
        self.declare({Output.PUBLIC_IP_RESOURCE_GROUP: address.resource_group})
        self.declare({Output.PUBLIC_FQDN: address.host_name})
        cluster = FoundationCluster(
            self, "cluster", settings=env.cluster, network=network, address=address, logs=logs, at=group
        )
        cluster.grant_kubeconfig_to_admins()
        registry.grant_pull("kubelet_pull", principal_id=cluster.kubelet_object_id)
        self.declare({Output.CLUSTER_NAME: cluster.name, Output.CLUSTER_HOST: cluster.host})
        self.declare({Output.CLUSTER_CA_CERTIFICATE: cluster.ca_certificate})
        self.declare({Output.OIDC_ISSUER_URL: cluster.oidc_issuer_url})
        monitoring = Monitoring(
            self, "monitoring", alerts=env.alerts, budgets=env.budgets, cluster=cluster, logs=logs, at=group
        )
        if isinstance(env.database, ManagedDatabase):
            database = FoundationDatabase(self, "database", settings=env.database, network=network, at=group)
            monitoring.watch_database(database)
            self.declare({Output.DATABASE_HOST: database.host, Output.DATABASE_PORT: database.port})
            self.declare({Output.DATABASE_NAME: database.database, Output.DATABASE_USER: database.user})
        if github := env.github:
            delivery = GitHubDelivery(
                self, "github", settings=github, state=env.state, registry=registry, cluster=cluster, at=group
            )
            self.declare({Output.client_id(job): value for job, value in delivery.client_ids.items()})
