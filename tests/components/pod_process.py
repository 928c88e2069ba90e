"""A container of a pod on the API server, run as a process: its arguments, variables, files and identity.

It does what a kubelet does, without images: each volume's files lie where the container mounts them, in a
mount namespace that only the process sees, and the process has the images' user. Ports and the addresses to
listen on come from the test, because several such processes share the loopback interface.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kubernetes import client

from tests.components.process import Server, write_private
from tests.control_plane import ControlPlane

# The user of distroless images, which Dapr's are.
USER = 65532
TOKEN_SECONDS = 3600
_SERVICE_ACCOUNT_FILES = "/var/run/secrets/kubernetes.io/serviceaccount"
# Pairs of source and target, then the program; the second `unshare` gives up the rights to mount.
_IN_NAMESPACE = f"""
mount -t tmpfs tmpfs /run
while [ "$1" != -- ]; do mkdir -p "$2"; mount --bind "$1" "$2"; shift 2; done
shift
exec unshare --user --map-user={USER} --map-group={USER} "$@"
"""


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """What differs from the pod: further arguments, which win, and variables."""

    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def pod_process(
    cluster: ControlPlane, pod: Any, *, program: Path, folder: Path, overrides: Overrides
) -> Server:
    """Return a pod's first container as a server that is not started; `folder` takes its files and log."""
    container = pod.spec.containers[0]
    files = {
        _SERVICE_ACCOUNT_FILES: _service_account(cluster, pod, folder=folder / "service-account"),
        **dict(_mounts(cluster, pod, folder=folder)),
    }
    # The sources lie below /tmp, which a mount of the container's would hide.
    last_tmp = sorted(files.items(), key=lambda item: item[0] == "/tmp")
    bound = [str(path) for target, source in last_tmp for path in (source, target)]
    return Server(
        name=f"{pod.metadata.name}/{container.name}",
        command=[
            *("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", _IN_NAMESPACE, "sh"),
            *(*bound, "--", str(program), *container.args, *overrides.arguments),
        ],
        log=folder / "log",
        environment={**_environment(cluster, pod), **overrides.environment},
    )


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
    fields = {"metadata.namespace": pod.metadata.namespace, "metadata.name": pod.metadata.name}
    return str(fields[path])


def _mounts(cluster: ControlPlane, pod: Any, *, folder: Path) -> Iterator[tuple[str, Path]]:
    volumes = {volume.name: volume for volume in pod.spec.volumes or []}
    for mount in pod.spec.containers[0].volume_mounts or []:
        target = folder / mount.name
        target.mkdir()
        for name, content in _files(cluster, pod, volumes[mount.name]).items():
            write_private(target / name, content)
        yield mount.mount_path, target


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


def _service_account(cluster: ControlPlane, pod: Any, *, folder: Path) -> Path:
    folder.mkdir(parents=True)
    write_private(folder / "token", _token(cluster, pod))
    settings = json.loads(cluster.kubeconfig.read_text())
    authority = Path(settings["clusters"][0]["cluster"]["certificate-authority"])
    write_private(folder / "ca.crt", authority.read_text())
    write_private(folder / "namespace", pod.metadata.namespace)
    return folder


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
