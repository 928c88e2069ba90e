"""The pods of a workload or a job: one hardened container with its secrets, and nothing it does not need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.structs import PodStructs

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


def container(struct: PodStructs, process: Process, *, name: str, **further: Any) -> Any:
    """Return the container that runs `process`; `further` are probes, ports and life cycle."""
    return struct(
        "Container",
        name=name,
        image=process.image,
        # A tag of this registry is never moved, and a digest cannot be.
        image_pull_policy="IfNotPresent",
        command=list(process.command) or None,
        env=[*_plain_variables(struct, process), *_secret_variables(struct, process)],
        resources=struct(
            "ContainerResources", requests=process.resources.requests, limits=process.resources.limits
        ),
        volume_mount=[*_secret_mounts(struct, process), *_scratch_mounts(struct, process)],
        security_context=struct(
            "ContainerSecurityContext",
            run_as_non_root=True,
            run_as_user=str(process.user),
            run_as_group=str(process.user),
            privileged=False,
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=struct("ContainerSecurityContextCapabilities", drop=["ALL"]),
            seccomp_profile=struct("ContainerSecurityContextSeccompProfile", type="RuntimeDefault"),
        ),
        **further,
    )


def volumes(struct: PodStructs, process: Process) -> list[Any]:
    """Return the volumes that the container of `process` mounts."""
    secrets = [
        struct(
            "Volume",
            name=secret.name,
            secret=struct("VolumeSecret", secret_name=secret.reference, default_mode="0440"),
        )
        for secret in process.secrets
    ]
    scratch = [
        struct("Volume", name=name, empty_dir=struct("VolumeEmptyDir", size_limit=_SCRATCH_LIMIT))
        for name in _scratch(process)
    ]
    return [*secrets, *scratch]


def security_context(struct: PodStructs, process: Process) -> Any:
    """Return the pod's security context; its group may read what is mounted."""
    return struct(
        "SecurityContext",
        run_as_non_root=True,
        fs_group=str(process.user),
        fs_group_change_policy="OnRootMismatch",
        seccomp_profile=struct("SecurityContextSeccompProfile", type="RuntimeDefault"),
    )


def _plain_variables(struct: PodStructs, process: Process) -> list[Any]:
    return [
        struct("ContainerEnv", name=name, value=value) for name, value in sorted(process.environment.items())
    ]


def _secret_variables(struct: PodStructs, process: Process) -> list[Any]:
    return [
        struct(
            "ContainerEnv",
            name=key,
            value_from=struct(
                "ContainerEnvValueFrom",
                secret_key_ref=struct(
                    "ContainerEnvValueFromSecretKeyRef", name=secret.reference, key=key, optional=False
                ),
            ),
        )
        for secret in process.secrets
        for key in secret.keys
    ]


def _secret_mounts(struct: PodStructs, process: Process) -> list[Any]:
    return [
        struct(
            "ContainerVolumeMount",
            name=secret.name,
            mount_path=f"{_SECRETS_FOLDER}/{process.application}/{secret.name}",
            read_only=True,
        )
        for secret in process.secrets
    ]


def _scratch_mounts(struct: PodStructs, process: Process) -> list[Any]:
    return [
        struct("ContainerVolumeMount", name=name, mount_path=path) for name, path in _scratch(process).items()
    ]


def _scratch(process: Process) -> dict[str, str]:
    return {f"scratch{path.replace('/', '-')}": path for path in process.scratch}
