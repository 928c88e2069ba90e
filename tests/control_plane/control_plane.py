"""Start and stop a control plane: kine (SQLite), kube-apiserver, controller manager, scheduler and kwok."""

import json
import secrets
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from kubernetes import client, config
from kubernetes.dynamic import DynamicClient

from tests.components.process import NotReadyError, Server, answers, free_ports, write_private
from tests.control_plane.pod_stages import FailingPods, pod_stages
from tests.control_plane.service_routes import ServiceRoutes
from tools.components.go_programs import program

READY_TIMEOUT_S = 60
NODES = ("node-1", "node-2", "node-3")
ZONE_LABEL = "topology.kubernetes.io/zone"
POLL_S = 0.05
_WITHOUT_NODES = ("kine", "kube-apiserver")
# Kine's own defaults, which it forgets when it is told where the file lies.
SQLITE_SETTINGS = "_journal_mode=WAL&_busy_timeout=30000&_synchronous=NORMAL&_txlock=immediate"


@dataclass(kw_only=True)
class ControlPlane:
    """A running cluster of simulated nodes; its administrator's credentials are in `kubeconfig`."""

    folder: Path
    kubeconfig: Path
    url: str
    _kwok: Server | None
    _api_client: client.ApiClient = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._api_client = _client_of(self.kubeconfig)

    @property
    def api_client(self) -> client.ApiClient:
        """A client of the `kubernetes` package: `client.AppsV1Api(control_plane.api_client)`."""
        return self._api_client

    def apply(self, manifests: Sequence[dict[str, Any]]) -> None:
        """Create objects, among them custom resource definitions, and wait until the latter can be used."""
        dynamic: Any = DynamicClient(self._api_client)  # type: ignore[no-untyped-call]  # it has no types
        for manifest in manifests:
            kind = dynamic.resources.get(api_version=manifest["apiVersion"], kind=manifest["kind"])
            dynamic.create(kind, body=manifest)
        names = [m["metadata"]["name"] for m in manifests if m["kind"] == "CustomResourceDefinition"]
        self._wait_until_established(names)

    def fail_pods(self, failing: Sequence[FailingPods]) -> None:
        """From now on let matching pods get stuck, and no others; pods that already run are left alone."""
        with self.without_kubelets():
            write_stages(self.folder, failing)

    @contextmanager
    def without_kubelets(self) -> Iterator[None]:
        """Let nodes and pods stay as they are, or as the test writes them, while the block runs."""
        if self._kwok is None:
            raise NotReadyError("this control plane has no nodes")
        self._kwok.stop()
        try:
            yield
        finally:
            # A kwok that starts has a new identity, and would wait for these to run out before it acts.
            coordination = client.CoordinationV1Api(self._api_client)
            coordination.delete_collection_namespaced_lease("kube-node-lease")
            self._kwok.start()

    def _wait_until_established(self, names: Sequence[str]) -> None:
        definitions = client.ApiextensionsV1Api(self._api_client)
        deadline = time.monotonic() + READY_TIMEOUT_S
        waiting = set(names)
        while waiting:
            if time.monotonic() > deadline:
                raise NotReadyError(f"definitions are not established: {', '.join(sorted(waiting))}")
            waiting = {name for name in waiting if not _established(definitions, name)}
            time.sleep(POLL_S)


@contextmanager
def control_plane(
    *,
    folder: Path,
    failing: Sequence[FailingPods] = (),
    without: Sequence[str] = (),
    routes: ServiceRoutes | None = None,
    nodes: bool = True,
) -> Iterator[ControlPlane]:
    """Start a control plane, yield its handle when pods can run, and stop it.

    `without` names controllers that are not to run, because a test reports in their place. With `routes` the
    API server reaches webhooks behind Services. Without `nodes` only the API server runs.

    Logs, database and credentials (generated, readable by the owner only) lie in `folder`. There are three
    nodes in three zones. Pods get no service account token, and nodes are never marked as not ready.
    """
    etcd_port, api_port = free_ports(2)
    url = f"https://127.0.0.1:{api_port}"
    token = secrets.token_urlsafe(32)
    _write_credentials(folder, url=url, token=token)
    write_stages(folder, failing)
    arguments = _arguments(folder, etcd_port=etcd_port, api_port=api_port, without=without, routes=routes)
    # A program that is not needed is not built.
    servers = {
        name: Server(name=name, command=[str(program(name)), *values], log=folder / f"{name}.log")
        for name, values in arguments.items()
        if nodes or name in _WITHOUT_NODES
    }
    with ExitStack() as stack:
        _run(stack, servers["kine"])
        api = servers["kube-apiserver"]
        _run(stack, api)
        certificate = folder / "certificates" / "apiserver.crt"
        headers = {"Authorization": f"Bearer {token}"}
        api.wait_until(certificate.exists, timeout_s=READY_TIMEOUT_S)
        trust = ssl.create_default_context(cafile=certificate)
        api.wait_until(
            lambda: answers(f"{url}/readyz", verify=trust, headers=headers), timeout_s=READY_TIMEOUT_S
        )
        handle = ControlPlane(
            folder=folder, kubeconfig=folder / "kubeconfig", url=url, _kwok=servers.get("kwok")
        )
        if nodes:
            for name in ("kube-controller-manager", "kube-scheduler", "kwok"):
                _run(stack, servers[name])
            handle.apply([_node(name, zone=str(number)) for number, name in enumerate(NODES, start=1)])
            servers["kwok"].wait_until(lambda: _nodes_ready(handle.api_client), timeout_s=READY_TIMEOUT_S)
        yield handle


def write_stages(folder: Path, failing: Sequence[FailingPods]) -> None:
    """Write what kwok reads when it starts."""
    (folder / "stages.yaml").write_text(yaml.safe_dump_all(pod_stages(failing)))


def _client_of(kubeconfig: Path) -> client.ApiClient:
    loaded: client.ApiClient = config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]
    return loaded


def _run(stack: ExitStack, server: Server) -> None:
    server.start()
    stack.callback(server.stop)


def _egress(folder: Path, routes: ServiceRoutes | None) -> list[str]:
    if routes is None:
        return []
    path = folder / "egress.json"
    path.write_text(json.dumps(routes.configuration()))
    return [f"--egress-selector-config-file={path}"]


def _arguments(
    folder: Path, *, etcd_port: int, api_port: int, without: Sequence[str], routes: ServiceRoutes | None
) -> dict[str, list[str]]:
    kubeconfig = folder / "kubeconfig"
    key = folder / "service-account.key"
    controllers = ["*", "-node-lifecycle-controller", *(f"-{name}" for name in without)]
    return {
        "kine": [
            f"--endpoint=sqlite://{folder}/kine.db?{SQLITE_SETTINGS}",
            f"--listen-address=127.0.0.1:{etcd_port}",
            "--metrics-bind-address=0",
        ],
        "kube-apiserver": [
            f"--etcd-servers=http://127.0.0.1:{etcd_port}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--endpoint-reconciler-type=none",  # a loopback address is refused as an endpoint
            f"--secure-port={api_port}",
            f"--cert-dir={folder / 'certificates'}",
            f"--token-auth-file={folder / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-cluster-ip-range=10.96.0.0/16",
            # New nodes would be tainted until the node lifecycle controller, which is off, finds them ready.
            "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
            *_egress(folder, routes),
        ],
        "kube-controller-manager": [
            f"--kubeconfig={kubeconfig}",
            f"--service-account-private-key-file={key}",
            # On a paused machine node leases run out; pods marked so would never become ready again.
            f"--controllers={','.join(controllers)}",
            "--leader-elect=false",
            "--secure-port=0",
        ],
        "kube-scheduler": [f"--kubeconfig={kubeconfig}", "--leader-elect=false", "--secure-port=0"],
        "kwok": [
            f"--kubeconfig={kubeconfig}",
            f"--config={folder / 'stages.yaml'}",
            "--manage-all-nodes=true",
            "--node-lease-duration-seconds=40",
            "--server-address=",
        ],
    }


def _write_credentials(folder: Path, *, url: str, token: str) -> None:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(folder / "service-account.key", pem.decode())
    write_private(folder / "tokens.csv", f'{token},administrator,administrator,"system:masters"\n')
    # The API server's self-signed certificate file has its authority's certificate in it.
    cluster = {"server": url, "certificate-authority": str(folder / "certificates" / "apiserver.crt")}
    write_private(
        folder / "kubeconfig",
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": "test",
                "clusters": [{"name": "test", "cluster": cluster}],
                "users": [{"name": "administrator", "user": {"token": token}}],
                "contexts": [{"name": "test", "context": {"cluster": "test", "user": "administrator"}}],
            }
        ),
    )


def _node(name: str, *, zone: str) -> dict[str, Any]:
    capacity = {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", ZONE_LABEL: zone}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"allocatable": capacity, "capacity": capacity},
    }


def _nodes_ready(api_client: client.ApiClient) -> bool:
    nodes = client.CoreV1Api(api_client).list_node().to_dict()["items"]
    return len(nodes) == len(NODES) and all(_has_condition(node, "Ready") for node in nodes)


def _established(definitions: client.ApiextensionsV1Api, name: str) -> bool:
    return _has_condition(definitions.read_custom_resource_definition(name).to_dict(), "Established")


def _has_condition(found: dict[str, Any], kind: str) -> bool:
    conditions = (found["status"] or {}).get("conditions") or []
    return any((condition["type"], condition["status"]) == (kind, "True") for condition in conditions)
