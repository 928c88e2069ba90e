"""The application: one release of the backend and the frontend."""

from dataclasses import dataclass
from typing import Final

from cdktf import Fn
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from constructs_lib.dapr.sidecar import sidecar_annotations
from constructs_lib.image_variable import ImageVariable
from constructs_lib.kubernetes import sign_in
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.workload import ContainerResources, Scaling, SecretValue, Workload
from constructs_lib.secret_variable import SecretVariable
from environments import Environment
from environments.application import Workload as WorkloadSettings
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import UpstreamState


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What the code of a workload dictates: its name, its port, the secrets that it reads."""

    name: str
    port: int
    secrets: tuple[str, ...]


_BACKEND: Final = _Part(name="todo-backend", port=8000, secrets=("DATABASE_URL", "OPENAI_API_KEY"))
_FRONTEND: Final = _Part(name="todo-frontend", port=3000, secrets=("DATABASE_URL", "BETTER_AUTH_SECRET"))


class AppStack(DeploymentStack):
    """Namespace, secrets and the two workloads of one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "app", environment=environment)
        foundation = UpstreamState(
            self, "foundation", environment=environment, needs=["cluster_host", "cluster_ca_certificate"]
        )
        addons = UpstreamState(self, "addons", environment=environment, needs=["dapr_version"])
        KubernetesProvider(
            self,
            "kubernetes",
            host=foundation.text("cluster_host"),
            cluster_ca_certificate=Fn.base64decode(foundation.text("cluster_ca_certificate")),
            exec=[
                KubernetesProviderExec(
                    api_version=sign_in.API_VERSION, command=sign_in.COMMAND, args=sign_in.ARGUMENTS
                )
            ],
        )
        self._labels = {
            "app.kubernetes.io/part-of": "hackathon-todo",
            "app.kubernetes.io/managed-by": "terraform",
        }
        self._namespace = NamespaceV1(
            self,
            "namespace",
            metadata=NamespaceV1Metadata(name=environment.application.namespace, labels=self._labels),
        ).metadata.name
        self._secrets = self._write_secrets()
        self._workload("backend", part=_BACKEND, settings=environment.application.backend)
        self._workload("frontend", part=_FRONTEND, settings=environment.application.frontend)

        self.output("namespace", self._namespace, description="Namespace of the application")
        self.output("dapr_version", addons.text("dapr_version"), description="Dapr that the release runs on")

    def _write_secrets(self) -> dict[str, SecretValue]:
        """Write one Secret for each kind of credential; return them by environment variable."""
        database = SecretVariable(self, "database_url", purpose="PostgreSQL connection URL")
        openai = SecretVariable(self, "openai_api_key", purpose="OpenAI API key of the chat")
        auth = SecretVariable(self, "better_auth_secret", purpose="secret that signs sessions")
        return {
            "DATABASE_URL": self._secret("database-credentials", "DATABASE_URL", database),
            "OPENAI_API_KEY": self._secret("openai-credentials", "OPENAI_API_KEY", openai),
            "BETTER_AUTH_SECRET": self._secret("auth-credentials", "BETTER_AUTH_SECRET", auth),
        }

    def _secret(self, name: str, key: str, variable: SecretVariable) -> SecretValue:
        secret = WriteOnlySecret(
            self,
            name.replace("-", "_"),
            name=name,
            namespace=self._namespace,
            values={key: variable.value},
            revised_by=variable,
            labels=self._labels,
        )
        return SecretValue(variable=key, secret=secret)

    def _workload(self, role: str, *, part: _Part, settings: WorkloadSettings) -> None:
        Workload(
            self,
            part.name.replace("-", "_"),
            name=part.name,
            namespace=self._namespace,
            image=ImageVariable(self, role).value,
            port=part.port,
            resources=ContainerResources(
                requests=settings.resources.requests.model_dump(),
                limits=settings.resources.limits.model_dump(),
            ),
            scaling=Scaling(
                minimum=settings.replicas.minimum,
                maximum=settings.replicas.maximum,
                cpu_percent=settings.replicas.cpu_percent,
            ),
            secrets=[self._secrets[variable] for variable in part.secrets],
            pod_annotations=sidecar_annotations(app_id=part.name, app_port=part.port),
            labels=self._labels,
        )
