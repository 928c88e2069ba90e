"""One environment, as its file describes it."""

from environments.addons import Dapr
from environments.application import Application
from environments.azure import Azure, Cluster, Logs, Network, Registry, State
from environments.names import DnsLabel
from environments.section import Section


class Environment(Section):
    """Everything that distinguishes one deployment from another. Secrets have no place here."""

    name: DnsLabel
    azure: Azure
    state: State
    registry: Registry
    network: Network
    cluster: Cluster
    logs: Logs
    dapr: Dapr
    application: Application
