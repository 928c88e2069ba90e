"""A container of a pod on the API server, run as a process: its arguments, variables, files and identity.

It does what a kubelet does, without images: the process has its own root with each volume's files where the
container mounts them, read-only where the container says so, and the images' user. With a `Network` it has
all ports for itself, as a pod has; without one, ports and addresses to listen on come from the test, because
several such processes share the loopback interface.
"""

import base64
import json
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kubernetes import client

from tests.components import relay
from tests.components.process import Server, write_private
from tests.control_plane import ControlPlane

# The user of distroless images, which Dapr's are.
USER = 65532
TOKEN_SECONDS = 3600
_SERVICE_ACCOUNT_FILES = "/var/run/secrets/kubernetes.io/serviceaccount"
_PROGRAM = "/program"
# Its arguments: the new root, whether it is read-only, what sets up the network, pairs of source and target,
# then the command; the second `unshare` gives up the rights to mount.
_IN_NAMESPACE = f"""
PATH=$PATH:/usr/sbin:/sbin
root=$1 read_only=$2 network=$3
shift 3
eval "$network"
mount -t tmpfs tmpfs "$root"
for folder in bin dev etc lib lib64 proc sbin sys usr; do
  if [ -L /$folder ]; then cp -P /$folder "$root/"
  elif [ -d /$folder ]; then mkdir "$root/$folder"; mount --rbind /$folder "$root/$folder"
  fi
done
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$2"
  elif [ ! -e "$root$2" ]; then mkdir -p "$(dirname "$root$2")"; : > "$root$2"
  fi
  mount --bind "$1" "$root$2"
  shift 2
done
shift
mkdir -p "$root/tmp" "$root/outside"
cd "$root"
pivot_root . outside
cd /
umount -l /outside
rmdir /outside
[ "$read_only" = no ] || mount -o remount,bind,ro /
exec unshare --user --map-user={USER} --map-group={USER} "$@"
"""


@dataclass(frozen=True, kw_only=True)
class Network:
    """The network of one pod, with paths in and out.

    `incoming` leads a port of the loopback interface to one of the pod's; `outgoing` leads what the pod
    connects to (host:port) to a port of the loopback interface. The pod resolves the names in `hosts`, and
    every address of `networks` is local to it. The API server can always be reached.
    """

    incoming: Mapping[int, int] = field(default_factory=dict)
    outgoing: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)
    networks: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """What differs from the pod: further arguments, which win, and variables."""

    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def pod_process(
    cluster: ControlPlane,
    pod: Any,
    *,
    program: Path,
    folder: Path,
    overrides: Overrides,
    network: Network | None = None,
) -> Server:
    """Return a pod's first container as a server that is not started; `folder` takes its files and log."""
    container = pod.spec.containers[0]
    variables = {**_environment(cluster, pod), **overrides.environment}
    # A command of the container's names the program first.
    written = [*(container.command or [])[1:], *(container.args or [])]
    arguments = [*(_expanded(text, variables) for text in written), *overrides.arguments]
    files = {
        _PROGRAM: program,
        **dict(_service_account(cluster, pod, folder=folder / "service-account")),
        **dict(_mounts(cluster, pod, folder=folder)),
    }
    outside: list[str] = []
    inside = ":"
    if network is not None:
        files["/etc/hosts"] = _hosts(network, folder=folder)
        outside, inside = _relays(cluster, network, folder=folder)
    root = folder / "root"
    root.mkdir()
    return Server(
        name=f"{pod.metadata.name}/{container.name}",
        command=[
            *outside,
            *("unshare", "--user", "--map-root-user", "--mount", *(["--net"] if network else [])),
            *("sh", "-ec", _IN_NAMESPACE, "sh", str(root), _read_only(container), inside),
            *(str(path) for target, source in files.items() for path in (source, target)),
            *("--", _PROGRAM, *arguments),
        ],
        log=folder / "log",
        environment=variables,
    )


def _read_only(container: Any) -> str:
    context = container.security_context
    return "yes" if context and context.read_only_root_filesystem else "no"


def _expanded(argument: str, variables: Mapping[str, str]) -> str:
    """Return an argument with `$(NAME)` replaced, as a kubelet does; unknown names stay."""
    return re.sub(r"\$\((\w+)\)", lambda found: variables.get(found[1], found[0]), argument)


def _hosts(network: Network, *, folder: Path) -> Path:
    names = {"localhost": "127.0.0.1", **network.hosts}
    path = folder / "hosts"
    path.write_text("".join(f"{address} {name}\n" for name, address in names.items()))
    # The process is another user than the one that writes the file.
    path.chmod(0o644)
    return path


def _relays(cluster: ControlPlane, network: Network, *, folder: Path) -> tuple[list[str], str]:
    """Return the command that serves the outer ends around the process, and the shell's for the inner."""
    # A Unix socket's path may have no more than about a hundred characters; pytest's folders are longer.
    sockets = Path(tempfile.mkdtemp(prefix="pod-"))
    api = urlsplit(cluster.url)
    ends = relay.Ends(
        folder=str(sockets),
        networks=list(network.networks),
        outgoing=[
            relay.End(inside=[api.hostname, api.port], outside=[api.hostname, api.port]),
            *(_outgoing(address, port) for address, port in network.outgoing.items()),
        ],
        incoming=[
            relay.End(inside=["127.0.0.1", inside], outside=["127.0.0.1", outside])
            for outside, inside in network.incoming.items()
        ],
    )
    path = folder / "network.json"
    path.write_text(json.dumps(ends))
    run = [sys.executable, str(Path(relay.__file__))]
    # Its own mounts, so that it keeps the files that the process does not see.
    inside = shlex.join(["unshare", "--mount", *run, "inside", str(path)])
    return [*run, "outside", str(path)], f"{inside} $$"


def _outgoing(address: str, port: int) -> relay.End:
    host, _, inside = address.rpartition(":")
    return relay.End(inside=[host, int(inside)], outside=["127.0.0.1", port])


def _environment(cluster: ControlPlane, pod: Any) -> dict[str, str]:
    address = urlsplit(cluster.url)
    variables = {
        "KUBERNETES_SERVICE_HOST": str(address.hostname),
        "KUBERNETES_SERVICE_PORT": str(address.port),
    }
    for variable in pod.spec.containers[0].env or []:
        source = variable.value_from
        variables[variable.name] = (
            variable.value or "" if source is None else _field(pod, source.field_ref.field_path)
        )
    return variables


def _field(pod: Any, path: str) -> str:
    keyed = re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path)
    if keyed:
        return str((getattr(pod.metadata, keyed[1]) or {}).get(keyed[2], ""))
    fields = {"metadata.namespace": pod.metadata.namespace, "metadata.name": pod.metadata.name}
    return str(fields[path])


def _mounts(cluster: ControlPlane, pod: Any, *, folder: Path) -> Iterator[tuple[str, Path]]:
    volumes = {volume.name: volume for volume in pod.spec.volumes or []}
    for mount in pod.spec.containers[0].volume_mounts or []:
        target = folder / mount.name
        if not target.exists():
            target.mkdir()
            for name, content in _files(cluster, pod, volumes[mount.name]).items():
                write_private(target / name, content)
        yield mount.mount_path, target / mount.sub_path if mount.sub_path else target


def _files(cluster: ControlPlane, pod: Any, volume: Any) -> dict[str, str]:
    core, namespace = client.CoreV1Api(cluster.api_client), pod.metadata.namespace
    if volume.empty_dir:
        return {}
    if volume.config_map:
        found: Any = core.read_namespaced_config_map(volume.config_map.name, namespace)
        return dict(found.data or {})
    if volume.secret:
        secret: Any = core.read_namespaced_secret(volume.secret.secret_name, namespace)
        return {name: base64.b64decode(text).decode() for name, text in (secret.data or {}).items()}
    tokens = [source.service_account_token for source in volume.projected.sources]
    return {token.path: _token(cluster, pod, audience=token.audience) for token in tokens}


def _service_account(cluster: ControlPlane, pod: Any, *, folder: Path) -> Iterator[tuple[str, Path]]:
    if pod.spec.automount_service_account_token is False:
        return
    folder.mkdir(parents=True)
    write_private(folder / "token", _token(cluster, pod))
    settings = json.loads(cluster.kubeconfig.read_text())
    authority = Path(settings["clusters"][0]["cluster"]["certificate-authority"])
    write_private(folder / "ca.crt", authority.read_text())
    write_private(folder / "namespace", pod.metadata.namespace)
    yield _SERVICE_ACCOUNT_FILES, folder


def _token(cluster: ControlPlane, pod: Any, *, audience: str | None = None) -> str:
    """Return a token of the pod's service account that is bound to the pod."""
    request = client.AuthenticationV1TokenRequest(
        spec=client.V1TokenRequestSpec(
            audiences=[audience] if audience else [],
            expiration_seconds=TOKEN_SECONDS,
            bound_object_ref=client.V1BoundObjectReference(
                api_version="v1", kind="Pod", name=pod.metadata.name, uid=pod.metadata.uid
            ),
        )
    )
    answer: Any = client.CoreV1Api(cluster.api_client).create_namespaced_service_account_token(
        pod.spec.service_account_name, pod.metadata.namespace, request
    )
    return str(answer.status.token)
