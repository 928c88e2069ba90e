"""The structs of a pod, under the name that the bindings give them for one resource."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, Self

Struct = Any
"""A struct of the bindings: its class depends on the resource, so that no static type fits."""

ProbeKind = Literal["StartupProbe", "LivenessProbe", "ReadinessProbe"]


class PodStructs:
    """The structs of a pod template for one resource: a Deployment or a Job.

    The bindings declare a pod's some 300 structs once for each resource that has a pod template, under
    that resource's name (`DeploymentV1SpecTemplateSpecContainer`, `JobV1SpecTemplateSpecContainer`), and
    refuse one resource's struct for another's. The methods here make the right one from typed arguments.

    Dictionaries would be shorter, and the bindings take them, but they silently drop a key of a nested one
    that they do not know: a misspelt `read_only_root_filesystem` would be a writable file system.

    Calling with the part of the name that the resources share makes any other struct:
    `structs("ContainerEnvFrom", prefix="SHOP_")`. A wrong name raises AttributeError, a wrong argument
    TypeError.
    """

    def __init__(self, module: str, prefix: str) -> None:
        self._module = import_module(f"cdktf_cdktf_provider_kubernetes.{module}")
        self._prefix = prefix

    @classmethod
    def of_deployment(cls) -> Self:
        """Return the structs of a Deployment's pods."""
        return cls("deployment_v1", "DeploymentV1")

    @classmethod
    def of_job(cls) -> Self:
        """Return the structs of a Job's pods."""
        return cls("job_v1", "JobV1")

    def __call__(self, part: str = "", **values: Any) -> Struct:
        """Return the struct of `part` of the pod's specification; of the specification itself without one."""
        return getattr(self._module, f"{self._prefix}SpecTemplateSpec{part}")(**values)

    def variable(self, name: str, *, value: str) -> Struct:
        """Return an environment variable."""
        return self("ContainerEnv", name=name, value=value)

    def secret_variable(self, name: str, *, secret: str, key: str) -> Struct:
        """Return an environment variable with the value of a Secret's key, which must exist."""
        reference = self("ContainerEnvValueFromSecretKeyRef", name=secret, key=key, optional=False)
        return self(
            "ContainerEnv", name=name, value_from=self("ContainerEnvValueFrom", secret_key_ref=reference)
        )

    def resources(self, *, requests: Mapping[str, str], limits: Mapping[str, str]) -> Struct:
        """Return a container's requests and limits, as Kubernetes quantities."""
        return self("ContainerResources", requests=requests, limits=limits)

    def port(self, number: int, *, name: str) -> Struct:
        """Return a TCP port of a container."""
        return self("ContainerPort", name=name, container_port=number, protocol="TCP")

    def mount(self, volume: str, *, path: str, read_only: bool | None = None) -> Struct:
        """Return the mount of a volume at `path`; it can be written to unless `read_only` is set."""
        return self("ContainerVolumeMount", name=volume, mount_path=path, read_only=read_only)

    def secret_volume(self, name: str, *, secret: str) -> Struct:
        """Return a volume with a Secret's keys as files, which the pod's user and group may read."""
        return self("Volume", name=name, secret=self("VolumeSecret", secret_name=secret, default_mode="0440"))

    def scratch_volume(self, name: str, *, size_limit: str) -> Struct:
        """Return an empty volume that lasts as long as the pod, of at most `size_limit` (such as `64Mi`)."""
        return self("Volume", name=name, empty_dir=self("VolumeEmptyDir", size_limit=size_limit))

    def container_security(self, *, user: int) -> Struct:
        """Return the security context of a container that runs as `user` and may do nothing else."""
        return self(
            "ContainerSecurityContext",
            run_as_non_root=True,
            run_as_user=str(user),
            run_as_group=str(user),
            privileged=False,
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=self("ContainerSecurityContextCapabilities", drop=["ALL"]),
            seccomp_profile=self("ContainerSecurityContextSeccompProfile", type="RuntimeDefault"),
        )

    def pod_security(self, *, group: int) -> Struct:
        """Return the security context of a pod whose volumes belong to `group`."""
        return self(
            "SecurityContext",
            run_as_non_root=True,
            fs_group=str(group),
            fs_group_change_policy="OnRootMismatch",
            seccomp_profile=self("SecurityContextSeccompProfile", type="RuntimeDefault"),
        )

    def http_probe(
        self, kind: ProbeKind, *, path: str, port: int, period_seconds: int, failure_threshold: int
    ) -> Struct:
        """Return a probe that asks `path` every `period_seconds` and waits 2 s for an answer."""
        return self(
            f"Container{kind}",
            http_get=self(f"Container{kind}HttpGet", path=path, port=str(port), scheme="HTTP"),
            timeout_seconds=2,
            success_threshold=1,
            period_seconds=period_seconds,
            failure_threshold=failure_threshold,
        )

    def stop_command(self, command: Sequence[str]) -> Struct:
        """Return a life cycle that runs `command` before the container is stopped."""
        run = self("ContainerLifecyclePreStopExec", command=list(command))
        return self("ContainerLifecycle", pre_stop=[self("ContainerLifecyclePreStop", exec=run)])

    def spread(
        self,
        *,
        topology_key: str,
        labels: Mapping[str, str],
        when_unsatisfiable: Literal["DoNotSchedule", "ScheduleAnyway"],
        node_taints_policy: Literal["Honor", "Ignore"] | None = None,
    ) -> Struct:
        """Return a constraint that spreads the pods of one release with `labels` over a topology."""
        return self(
            "TopologySpreadConstraint",
            topology_key=topology_key,
            when_unsatisfiable=when_unsatisfiable,
            node_taints_policy=node_taints_policy,
            max_skew=1,
            match_label_keys=["pod-template-hash"],
            label_selector=[self("TopologySpreadConstraintLabelSelector", match_labels=labels)],
        )
