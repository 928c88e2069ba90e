"""Which secrets there are, what is in them, and who sees which: the one place where that is written."""

from collections.abc import Mapping
from typing import Final

from cdktf import Fn
from constructs import Construct

from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SHORTEST_SESSION_SECRET, SecretName
from stacks.remote_state import UpstreamState

DATABASE: Final = "database-credentials"
OPENAI: Final = "openai-credentials"
AUTH: Final = "auth-credentials"
KAFKA: Final = "redpanda-credentials"

# Secret × who sees it. A workload's migration runs its image with its secrets; nobody else sees anything.
# docs/deployment/secrets-configuration.md explains each line.
SEEN_BY_CONTAINER: Final[Mapping[str, tuple[str, ...]]] = {
    "todo-backend": (DATABASE, OPENAI),
    "todo-frontend": (DATABASE, AUTH),
}
SEEN_BY_SIDECAR: Final[Mapping[str, tuple[str, ...]]] = {
    "todo-backend": (DATABASE, KAFKA),
    "todo-frontend": (),
}

KAFKA_USER_KEY: Final = "username"
KAFKA_PASSWORD_KEY: Final = "password"  # noqa: S105 - a key's name
DATABASE_KEY: Final = "DATABASE_URL"


class ReleaseSecrets:
    """The secrets of a release, each written from an ephemeral variable."""

    def __init__(self, scope: Construct, *, namespace: BoundedNamespace) -> None:
        self._scope = scope
        self._namespace = namespace
        self._secrets: dict[str, WriteOnlySecret] = {}

    def __getitem__(self, name: str) -> WriteOnlySecret:
        return self._secrets[name]

    def of_container(self, workload: str) -> list[WriteOnlySecret]:
        """Return the secrets of a workload's own container."""
        return [self._secrets[name] for name in SEEN_BY_CONTAINER[workload]]

    def of_sidecar(self, workload: str) -> list[WriteOnlySecret]:
        """Return the secrets of a workload's sidecar: those that this environment has."""
        return [self._secrets[name] for name in SEEN_BY_SIDECAR[workload] if name in self._secrets]

    def external_database(self) -> None:
        """Write the connection URL of a database that exists already."""
        url = SecretVariable(self._scope, SecretName.DATABASE_URL, purpose="PostgreSQL connection URL")
        self._write(DATABASE, {DATABASE_KEY: url.value}, url)

    def managed_database(self, foundation: UpstreamState) -> None:
        """Compose the connection URL of the foundation's server, inside the write-only argument."""
        password = SecretVariable(
            self._scope, SecretName.POSTGRES_PASSWORD, purpose="password of the PostgreSQL server"
        )
        self._write(DATABASE, {DATABASE_KEY: _database_url(foundation, password.value)}, password)

    def model_api(self) -> None:
        """Write the key of the chat's model API."""
        key = SecretVariable(self._scope, SecretName.OPENAI_API_KEY, purpose="OpenAI API key of the chat")
        self._write(OPENAI, {"OPENAI_API_KEY": key.value}, key)

    def sign_in(self) -> None:
        """Write the secret that signs sessions."""
        secret = SecretVariable(
            self._scope,
            SecretName.BETTER_AUTH_SECRET,
            purpose=f"secret of at least {SHORTEST_SESSION_SECRET} characters that signs sessions",
        )
        self._write(AUTH, {"BETTER_AUTH_SECRET": secret.value}, secret)

    def kafka(self, *, user: str) -> None:
        """Write the user and the password of Kafka."""
        password = SecretVariable(
            self._scope, SecretName.REDPANDA_PASSWORD, purpose="password of the application's Kafka user"
        )
        self._write(KAFKA, {KAFKA_USER_KEY: user, KAFKA_PASSWORD_KEY: password.value}, password)

    def _write(self, name: str, values: Mapping[str, str], variable: SecretVariable) -> None:
        self._secrets[name] = WriteOnlySecret(
            self._scope,
            name.replace("-", "_"),
            metadata=self._namespace.object_meta(name),
            values=values,
            revised_by=variable,
        )


def _database_url(foundation: UpstreamState, password: str) -> str:
    """Return the URL in libpq's form, which Dapr takes as it is and the backend translates for its driver.

    `verify-full` is more than encryption: the server proves that it is the one, with a certificate of a
    public authority. `urlencode` is made for queries, where a space is a plus sign.
    """
    encoded = Fn.replace(Fn.urlencode(password), "+", "%20")
    return Fn.join(
        "",
        [
            "postgresql://",
            foundation.text("database_user"),
            ":",
            encoded,
            "@",
            foundation.text("database_host"),
            ":",
            foundation.text("database_port"),
            "/",
            foundation.text("database_name"),
            "?sslmode=verify-full",
        ],
    )
