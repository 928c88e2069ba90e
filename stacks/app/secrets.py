"""The secrets of a release: their content, and which workload sees which. Written here only."""

from collections.abc import Mapping
from typing import Final

from constructs import Construct

from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SHORTEST_SESSION_SECRET, SecretName, secret_variable
from contract.outputs import AddonsOutput
from contract.workloads import Role
from environments.events import Events, NoEvents
from stacks.app.database import ADMINISTRATOR, BACKEND_LOGIN, FRONTEND_LOGIN, SIDECAR_LOGIN, ReleaseDatabase
from stacks.app.namespace import ReleaseNamespace
from stacks.remote_state import UpstreamState

OPENAI: Final = "openai-credentials"
AUTH: Final = "auth-credentials"
KAFKA: Final = "redpanda-credentials"

# Secret × who sees it: nobody else sees anything. docs/deployment/secrets-configuration.md has the reasons.
SEEN_BY_CONTAINER: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.BACKEND: (BACKEND_LOGIN, OPENAI),
    Role.FRONTEND: (FRONTEND_LOGIN, AUTH),
}
SEEN_BY_MIGRATION: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.BACKEND: (ADMINISTRATOR,),
    # Better Auth wants its secret even to say which tables it needs.
    Role.FRONTEND: (ADMINISTRATOR, AUTH),
}
SEEN_BY_SIDECAR: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.BACKEND: (SIDECAR_LOGIN, KAFKA),
    Role.FRONTEND: (),
}

KAFKA_USER_KEY: Final = "username"
KAFKA_PASSWORD_KEY: Final = "password"  # noqa: S105 - a key's name


class ReleaseSecrets(Construct):
    """The secrets of a release, each written from an ephemeral variable.

    Attributes:
        namespace: The namespace that they are in.
        database: The logins at the database.
        model_api: The key of the chat's model API.
        sign_in: The secret that signs sessions.
        kafka: User and password of Kafka. Default: none, without events.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        database: ReleaseDatabase,
        events: Events,
        namespace: ReleaseNamespace,
        addons: UpstreamState,
    ) -> None:
        super().__init__(scope, id_)
        self._scope = scope
        self.namespace = namespace
        self.database = database
        self.model_api = self._from_variable(
            OPENAI, SecretName.OPENAI_API_KEY, purpose="OpenAI API key of the chat"
        )
        self.sign_in = self._from_variable(
            AUTH,
            SecretName.BETTER_AUTH_SECRET,
            purpose=f"secret of at least {SHORTEST_SESSION_SECRET} characters that signs sessions",
        )
        self.kafka = None if isinstance(events, NoEvents) else self._kafka(addons)

    def of_container(self, role: Role) -> list[WriteOnlySecret]:
        """Return the secrets of a workload's own container."""
        return [secret for secret in self._all if secret.name in SEEN_BY_CONTAINER[role]]

    def of_migration(self, role: Role) -> list[WriteOnlySecret]:
        """Return the secrets of a workload's migration."""
        return [secret for secret in self._all if secret.name in SEEN_BY_MIGRATION[role]]

    def of_sidecar(self, role: Role) -> list[WriteOnlySecret]:
        """Return the secrets of a workload's sidecar: those that this environment has."""
        return [secret for secret in self._all if secret.name in SEEN_BY_SIDECAR[role]]

    @property
    def _all(self) -> list[WriteOnlySecret]:
        kafka = [self.kafka] if self.kafka is not None else []
        database = [self.database.administrator, *self.database.logins.values()]
        return [*database, self.model_api, self.sign_in, *kafka]

    def _kafka(self, addons: UpstreamState) -> WriteOnlySecret:
        password = SecretVariable(
            self._scope, SecretName.REDPANDA_PASSWORD, purpose="password of the application's Kafka user"
        )
        user = addons.text(AddonsOutput.KAFKA_USER)
        return self._write(KAFKA, {KAFKA_USER_KEY: user, KAFKA_PASSWORD_KEY: password.value}, password)

    def _from_variable(self, name: str, secret: SecretName, *, purpose: str) -> WriteOnlySecret:
        """Write a secret that is one variable, under the variable's own name."""
        variable = SecretVariable(self._scope, secret, purpose=purpose)
        return self._write(name, {secret_variable(secret): variable.value}, variable)

    def _write(self, name: str, values: Mapping[str, str], variable: SecretVariable) -> WriteOnlySecret:
        return WriteOnlySecret(
            self._scope,
            name.replace("-", "_"),
            metadata=self.namespace.object_meta(name),
            values=values,
            revised_by=variable,
        )
