"""Who may talk to whom: every connection that the application needs, and nothing else."""

from typing import Final

from constructs_lib.kubernetes.network_policy import Addresses, Flow, Pods
from constructs_lib.kubernetes.workload import NAME_LABEL, Flows
from contract.addons import AddonNamespace
from environments import Environment
from environments.database import ManagedDatabase
from environments.events import ExternalEvents, RedpandaEvents
from stacks.app.parts import BACKEND, FRONTEND, Part

_ANYWHERE: Final = Addresses(cidr="0.0.0.0/0")
_HTTPS: Final = 443
# Where Redpanda Serverless accepts Kafka clients. Source: docs.redpanda.com, "Serverless".
_REDPANDA_PORT: Final = 9092
_DNS: Final = Flow(
    peer=Pods(labels={"k8s-app": "kube-dns"}, namespace="kube-system"), ports=[53], protocols=("UDP", "TCP")
)
# Ports of the control plane's pods: the operator hands out components, sentry gives certificates.
_DAPR: Final = (
    Flow(peer=Pods(labels={"app": "dapr-operator"}, namespace=AddonNamespace.DAPR), ports=[6500]),
    Flow(peer=Pods(labels={"app": "dapr-sentry"}, namespace=AddonNamespace.DAPR), ports=[50001]),
)


def backend_flows(environment: Environment, *, entrance: Pods | None) -> Flows:
    """Return the backend's flows; `entrance` are the gateway's proxies, where there is a gateway.

    Port 443 is for the model API and for Kubernetes' own API, from which its sidecar reads secrets: both
    are outside the cluster, at addresses that change. It asks the frontend for the keys of sign-in tokens.
    """
    callers = [Pods(labels={NAME_LABEL: FRONTEND.name}), *([entrance] if entrance else [])]
    return Flows(
        ingress=[Flow(peer=caller, ports=[BACKEND.port]) for caller in callers],
        egress=[
            _DNS,
            *_DAPR,
            _database(environment),
            *_kafka(environment),
            Flow(peer=_ANYWHERE, ports=[_HTTPS]),
            _to(FRONTEND),
        ],
    )


def frontend_flows(environment: Environment, *, entrance: Pods | None) -> Flows:
    """Return the frontend's flows; without an `entrance` it is itself on the public address."""
    callers = [Pods(labels={NAME_LABEL: BACKEND.name}), entrance or _ANYWHERE]
    return Flows(
        ingress=[Flow(peer=caller, ports=[FRONTEND.port]) for caller in callers],
        egress=[_DNS, *_DAPR, _database(environment), _to(BACKEND)],
    )


def migration_flows(environment: Environment) -> list[Flow]:
    """Return what a migration sends: it reaches the database and nothing else."""
    return [_DNS, _database(environment)]


def _to(part: Part) -> Flow:
    return Flow(peer=Pods(labels={NAME_LABEL: part.name}), ports=[part.port])


def _database(environment: Environment) -> Flow:
    database = environment.database
    if isinstance(database, ManagedDatabase):
        return Flow(peer=Addresses(cidr=environment.network.database_subnet_cidr), ports=[database.port])
    return Flow(peer=_ANYWHERE, ports=[database.port])


def _kafka(environment: Environment) -> list[Flow]:
    match environment.events:
        case RedpandaEvents():
            return [Flow(peer=_ANYWHERE, ports=[_REDPANDA_PORT])]
        case ExternalEvents() as events:
            ports = {int(server.rpartition(":")[2]) for server in events.bootstrap_servers}
            return [Flow(peer=_ANYWHERE, ports=sorted(ports))]
        case _:
            return []
