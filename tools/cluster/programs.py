"""The programs of a node, with their arguments, in the order of their start."""

from pathlib import Path

from tools.cluster.addresses import ClusterAddresses
from tools.cluster.node_spec import NodeProgram
from tools.components.go_programs import program

# Kine's own defaults, which it forgets when it is told where the file lies.
SQLITE_SETTINGS = "_journal_mode=WAL&_busy_timeout=30000&_synchronous=NORMAL&_txlock=immediate"
_STORAGE = "127.0.0.1:2379"
# They leave when they do not find the API server.
_NEED_API = ("kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy")


def node_programs(folder: Path, addresses: ClusterAddresses) -> list[NodeProgram]:
    """Return them; those that are not in the cache are built."""
    keys = folder / "pki"
    arguments = {
        "containerd": [f"--config={folder / 'containerd.toml'}"],
        "kine": [
            f"--endpoint=sqlite://{folder}/kine.db?{SQLITE_SETTINGS}",
            f"--listen-address={_STORAGE}",
            "--metrics-bind-address=0",
        ],
        "kube-apiserver": _api_server(keys, addresses),
        "kube-controller-manager": [
            f"--kubeconfig={keys / 'kube-controller-manager.kubeconfig'}",
            f"--service-account-private-key-file={keys / 'service-account.key'}",
            f"--root-ca-file={keys / 'ca.crt'}",
            f"--cluster-signing-cert-file={keys / 'ca.crt'}",
            f"--cluster-signing-key-file={keys / 'ca.key'}",
            f"--cluster-cidr={addresses.pods}",
            "--use-service-account-credentials=true",
            "--leader-elect=false",
            "--secure-port=0",
        ],
        "kube-scheduler": [
            f"--kubeconfig={keys / 'kube-scheduler.kubeconfig'}",
            "--leader-elect=false",
            "--secure-port=0",
        ],
        "kubelet": [
            f"--config={folder / 'kubelet.yaml'}",
            f"--kubeconfig={keys / 'kubelet.kubeconfig'}",
            f"--node-ip={addresses.node}",
            f"--hostname-override={addresses.name}",
            "--node-labels=topology.kubernetes.io/zone=1",
        ],
        "kube-proxy": [f"--config={folder / 'kube-proxy.yaml'}"],
    }
    return [
        NodeProgram(name=name, command=[str(program(name)), *values], needs_api=name in _NEED_API)
        for name, values in arguments.items()
    ]


def _api_server(keys: Path, addresses: ClusterAddresses) -> list[str]:
    return [
        f"--etcd-servers=http://{_STORAGE}",
        "--bind-address=0.0.0.0",
        f"--advertise-address={addresses.node}",
        "--secure-port=443",
        f"--tls-cert-file={keys / 'apiserver.crt'}",
        f"--tls-private-key-file={keys / 'apiserver.key'}",
        f"--client-ca-file={keys / 'ca.crt'}",
        f"--token-auth-file={keys / 'tokens.csv'}",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-account-key-file={keys / 'service-account.key'}",
        f"--service-account-signing-key-file={keys / 'service-account.key'}",
        f"--service-cluster-ip-range={addresses.services}",
        # To the kubelet: logs, exec.
        f"--kubelet-client-certificate={keys / 'apiserver-kubelet.crt'}",
        f"--kubelet-client-key={keys / 'apiserver-kubelet.key'}",
        f"--kubelet-certificate-authority={keys / 'ca.crt'}",
        "--kubelet-preferred-address-types=InternalIP",
        # To API servers behind Services, such as metrics-server.
        f"--requestheader-client-ca-file={keys / 'front-proxy-ca.crt'}",
        "--requestheader-allowed-names=front-proxy",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        f"--proxy-client-cert-file={keys / 'front-proxy.crt'}",
        f"--proxy-client-key-file={keys / 'front-proxy.key'}",
    ]


def path_of_programs() -> list[str]:
    """Return the folders of what containerd starts by name."""
    return [str(program("containerd-shim-runc-v2").parent)]


def network_plugins() -> list[Path]:
    """Return the folders of the CNI plugins."""
    return [program(name).parent for name in ("cni-host-local", "cni-ptp")]
