"""The pods of a workload or a job: one hardened container with its secrets, and nothing it does not need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from constructs_lib.kubernetes.local_storage import with_limit, with_request
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.structs import PodStructs, Struct

# Where the cluster mounts secrets: a folder a Secret, a file a key.
_SECRETS_FOLDER: Final = "/var/run/secrets"
_SCRATCH_LIMIT: Final = "64Mi"


@dataclass(frozen=True, kw_only=True)
class ContainerResources:
    """Kubernetes quantities that a container asks for and that it may use at most."""

    requests: Mapping[str, str]
    limits: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Process:
    """What a pod's container runs: an image as the user of the number that its Dockerfile names.

    Each key of `secrets` is an environment variable as well as a file, `/var/run/secrets/<application>/
    <secret>/<key>`: the file is what a rotation reaches while the process runs. `scratch` are folders that
    it may write to; the rest of its file system is read-only.
    """

    image: str
    user: int
    application: str
    resources: ContainerResources
    secrets: Sequence[WriteOnlySecret] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = ()
    scratch: Sequence[str] = ("/tmp",)  # noqa: S108 - a folder in the container


def container(struct: PodStructs, process: Process, *, name: str, **further: Struct) -> Struct:
    """Return the container that runs `process`; `further` are probes, ports and life cycle."""
    return struct(
        "Container",
        name=name,
        image=process.image,
        # A tag of this registry is never moved, and a digest cannot be.
        image_pull_policy="IfNotPresent",
        command=list(process.command) or None,
        env=[*_plain_variables(struct, process), *_secret_variables(struct, process)],
        resources=struct.resources(
            requests=with_request(process.resources.requests), limits=with_limit(process.resources.limits)
        ),
        volume_mount=[*_secret_mounts(struct, process), *_scratch_mounts(struct, process)],
        security_context=struct.container_security(user=process.user),
        **further,
    )


def volumes(struct: PodStructs, process: Process) -> list[Struct]:
    """Return the volumes that the container of `process` mounts."""
    secrets = [struct.secret_volume(secret.name, secret=secret.reference) for secret in process.secrets]
    scratch = [struct.scratch_volume(name, size_limit=_SCRATCH_LIMIT) for name in _scratch(process)]
    return [*secrets, *scratch]


def security_context(struct: PodStructs, process: Process) -> Struct:
    """Return the pod's security context; its group may read what is mounted."""
    return struct.pod_security(group=process.user)


def _plain_variables(struct: PodStructs, process: Process) -> list[Struct]:
    return [struct.variable(name, value=value) for name, value in sorted(process.environment.items())]


def _secret_variables(struct: PodStructs, process: Process) -> list[Struct]:
    return [
        struct.secret_variable(key, secret=secret.reference, key=key)
        for secret in process.secrets
        for key in secret.keys
    ]


def _secret_mounts(struct: PodStructs, process: Process) -> list[Struct]:
    folder = f"{_SECRETS_FOLDER}/{process.application}"
    return [
        struct.mount(secret.name, path=f"{folder}/{secret.name}", read_only=True)
        for secret in process.secrets
    ]


def _scratch_mounts(struct: PodStructs, process: Process) -> list[Struct]:
    return [struct.mount(name, path=path) for name, path in _scratch(process).items()]


def _scratch(process: Process) -> dict[str, str]:
    return {f"scratch{path.replace('/', '-')}": path for path in process.scratch}
