"""The configuration files of the node's programs.

Facts: KubeletConfiguration and KubeProxyConfiguration (https://kubernetes.io/docs/reference/config-api/);
containerd 2's docs/cri/config.md; the CNI plugins' documentation.
"""

import json
from pathlib import Path
from typing import Any

from tools.cluster.addresses import ClusterAddresses

CONTAINERD_SOCKET = "/run/containerd/containerd.sock"
PAUSE_IMAGE = "todo.internal/pause:1"


def write_settings(folder: Path, addresses: ClusterAddresses, *, plugins: list[Path]) -> None:
    """Write them into `folder`; `plugins` are the folders of the CNI plugins."""
    networks = folder / "cni"
    networks.mkdir()
    (networks / "10-pods.conflist").write_text(json.dumps(_network(addresses)))
    (folder / "resolv.conf").write_text("# Pods know the names of the cluster only.\n")
    (folder / "kubelet.yaml").write_text(json.dumps(_kubelet(folder, addresses)))
    (folder / "kube-proxy.yaml").write_text(json.dumps(_kube_proxy(folder, addresses)))
    (folder / "containerd.toml").write_text(_containerd(folder, plugins))


def _network(addresses: ClusterAddresses) -> dict[str, Any]:
    """Return a network with a route to each pod: a bridge would need a module of the host's kernel."""
    addresses_of_pods = {
        "type": "cni-host-local",
        "ranges": [[{"subnet": addresses.pods}]],
        "routes": [{"dst": "0.0.0.0/0"}],
    }
    plugin = {"type": "cni-ptp", "ipMasq": True, "ipMasqBackend": "nftables", "ipam": addresses_of_pods}
    return {"cniVersion": "1.0.0", "name": "pods", "plugins": [plugin]}


def _kubelet(folder: Path, addresses: ClusterAddresses) -> dict[str, Any]:
    keys = folder / "pki"
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": addresses.node,
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(keys / "ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": str(keys / "kubelet-server.crt"),
        "tlsPrivateKeyFile": str(keys / "kubelet-server.key"),
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{addresses.name}",
        "enforceNodeAllocatable": ["pods"],
        "failCgroupV1": False,
        "failSwapOn": False,
        "clusterDNS": [addresses.dns],
        "clusterDomain": "cluster.local",
        "containerRuntimeEndpoint": f"unix://{CONTAINERD_SOCKET}",
        "evictionHard": {"nodefs.available": "1%", "imagefs.available": "1%", "memory.available": "100Mi"},
        # Images are imported; one that is deleted could not be pulled again.
        "imageGCHighThresholdPercent": 100,
        "makeIPTablesUtilChains": False,
        "nodeStatusUpdateFrequency": "10s",
        "resolvConf": str(folder / "resolv.conf"),
        "serializeImagePulls": False,
        # The default lies in /usr.
        "volumePluginDir": "/var/lib/kubelet/volume-plugins",
    }


def _kube_proxy(folder: Path, addresses: ClusterAddresses) -> dict[str, Any]:
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clientConnection": {"kubeconfig": str(folder / "pki" / "kube-proxy.kubeconfig")},
        "mode": "nftables",
        "clusterCIDR": addresses.pods,
        "detectLocalMode": "ClusterCIDR",
        "hostnameOverride": addresses.name,
        "healthzBindAddress": "127.0.0.1:10256",
        "metricsBindAddress": "127.0.0.1:10249",
        # Otherwise it sets what is the whole machine's.
        "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
    }


def _containerd(folder: Path, plugins: list[Path]) -> str:
    """Return containerd's settings.

    `restrict_oom_score_adj`: without the capability CAP_SYS_RESOURCE runc cannot lower the value, and ends.
    """
    runtime = '[plugins."io.containerd.cri.v1.runtime"'
    return f"""version = 3
root = "{folder}/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
  address = "{CONTAINERD_SOCKET}"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "{PAUSE_IMAGE}"
{runtime}]
  disable_apparmor = true
  netns_mounts_under_state_dir = true
  restrict_oom_score_adj = true
{runtime}.cni]
  bin_dirs = {json.dumps([str(plugin) for plugin in plugins])}
  conf_dir = "{folder}/cni"
  use_internal_loopback = true
{runtime}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
{runtime}.containerd.runtimes.runc.options]
  BinaryName = "runc"
  SystemdCgroup = false
"""
