"""The outputs of each stack, with the descriptions under which Terraform shows them."""

from enum import StrEnum
from typing import Self


class Output(StrEnum):
    """An output by its name, with its description."""

    description: str

    def __new__(cls, name: str, description: str) -> Self:
        """Return the name as a string that carries its description."""
        output = str.__new__(cls, name)
        output._value_ = name
        output.description = description
        return output


class FoundationOutput(Output):
    """What the foundation offers. The database's outputs exist where Azure manages the database."""

    RESOURCE_GROUP = "resource_group", "Resource group of the environment"
    REGISTRY_LOGIN_SERVER = "registry_login_server", "Host name of the registry"
    LOG_WORKSPACE_ID = "log_workspace_id", "ARM id of the Log Analytics workspace"
    CLUSTER_NAME = "cluster_name", "Name of the AKS cluster"
    CLUSTER_HOST = "cluster_host", "URL of the Kubernetes API server"
    CLUSTER_CA_CERTIFICATE = "cluster_ca_certificate", "Authority of the API server, base64"
    OIDC_ISSUER_URL = "oidc_issuer_url", "Issuer of the cluster's service accounts"
    PUBLIC_IP_NAME = "public_ip_name", "Name of the gateway's public address"
    PUBLIC_IP_RESOURCE_GROUP = "public_ip_resource_group", "Resource group of that address"
    PUBLIC_IP_ADDRESS = "public_ip_address", "The gateway's public address"
    PUBLIC_FQDN = "public_fqdn", "Host name that leads to the gateway"
    DATABASE_HOST = "database_host", "Host name of PostgreSQL, inside the network"
    DATABASE_PORT = "database_port", "Port of PostgreSQL, or of its PgBouncer"
    DATABASE_NAME = "database_name", "Name of the database"
    DATABASE_USER = "database_user", "Login that owns the database"
    GITHUB_PLAN_CLIENT_ID = "github_plan_client_id", "AZURE_CLIENT_ID of GitHub's 'plan' jobs"
    GITHUB_DRIFT_CLIENT_ID = "github_drift_client_id", "AZURE_CLIENT_ID of GitHub's 'drift' jobs"
    GITHUB_DEPLOY_CLIENT_ID = "github_deploy_client_id", "AZURE_CLIENT_ID of GitHub's 'deploy' jobs"

    @classmethod
    def client_id(cls, job: str) -> Self:
        """Return the output with the client id of GitHub's jobs of one kind."""
        return cls[f"GITHUB_{job.upper()}_CLIENT_ID"]


class AddonsOutput(Output):
    """What the add-ons offer. Kafka's outputs exist where the environment has events."""

    DAPR_VERSION = "dapr_version", "Version of Dapr on the cluster"
    GATEWAY_CLASS = "gateway_class", "Name for the GatewayClass of the gateway"
    GATEWAY_CONTROLLER = "gateway_controller", "Controller of that GatewayClass"
    GATEWAY_NAMESPACE = "gateway_namespace", "Namespace in which the proxies run"
    KAFKA_BOOTSTRAP_SERVERS = "kafka_bootstrap_servers", "Kafka, as host:port,host:port"
    KAFKA_USER = "kafka_user", "User of the application at Kafka"
    KAFKA_TOPICS = "kafka_topics", "Topics of the application"


class AppOutput(Output):
    """What a release offers to people and to `ops`."""

    NAMESPACE = "namespace", "Namespace of the application"
    PUBLIC_URL = "public_url", "Where people find the application"
    DAPR_VERSION = "dapr_version", "Dapr that the release runs on"
