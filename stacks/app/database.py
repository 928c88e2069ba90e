"""The logins of a release at the database: their secrets, and the Jobs that make them and end the old ones.

The administrator's login is for the migrations and these Jobs. Backend, sidecar and frontend each sign in
with their own, whose password is derived from one key and whose name has the key's revision: a rotated key
makes new logins beside the old ones (docs/decisions/0083-database-logins.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cdktf import Fn, ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.migration import Migration
from constructs_lib.kubernetes.network_policy import Flow
from constructs_lib.kubernetes.pod import Process
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.workload import NAME_LABEL
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SHORTEST_LOGIN_KEY, SecretName
from contract.outputs import FoundationOutput
from environments.database import Database, ManagedDatabase
from stacks.app.namespace import ReleaseNamespace
from stacks.app.specs import APPLICATION
from stacks.remote_state import UpstreamState

ADMINISTRATOR: Final = "database-credentials"
LOGINS: Final = "database-logins"
BACKEND_LOGIN: Final = "backend-database"
SIDECAR_LOGIN: Final = "sidecar-database"
FRONTEND_LOGIN: Final = "frontend-database"
DATABASE_KEY: Final = "DATABASE_URL"

#: The part of the application that signs in with each secret, as `todo_backend.roles` names it.
_PARTS: Final[Mapping[str, str]] = {
    BACKEND_LOGIN: "backend",
    SIDECAR_LOGIN: "sidecar",
    FRONTEND_LOGIN: "frontend",
}
_COMMAND: Final = ("python", "-m", "todo_backend.access")
_REVISION: Final = "DATABASE_LOGINS_REVISION"
# User and password of a URL that `ops` has checked: one @, before the host.
_SIGN_IN: Final = "/\\\\/\\\\/[^@]*@/"


class ReleaseDatabase(Construct):
    """The secrets with which the release reaches the database.

    Attributes:
        administrator: The login that owns the tables: for migrations alone.
        logins: The login of each part, by the name of its secret.
        steps: What must be done before a migration runs or a pod starts.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: Database,
        namespace: ReleaseNamespace,
        foundation: UpstreamState,
        process: Process,
        egress: Sequence[Flow],
    ) -> None:
        super().__init__(scope, id_)
        self._scope = scope
        self._namespace = namespace
        self._process = process
        self._egress = egress
        server = _Server(scope, settings=settings, foundation=foundation)
        self.administrator = self._write(ADMINISTRATOR, {DATABASE_KEY: server.url}, [server.owner])
        self.steps: tuple[ITerraformDependable, ...] = ()
        self._all_logins: WriteOnlySecret | None = None
        urls: Mapping[str, str] = dict.fromkeys(_PARTS, server.url)
        revised_by = [server.owner]
        if settings.separate_logins:
            key = SecretVariable(
                scope,
                SecretName.DATABASE_LOGIN_KEY,
                purpose=f"key of at least {SHORTEST_LOGIN_KEY} characters for the passwords at the database",
            )
            urls = {name: server.signed_in(part, key=key) for name, part in _PARTS.items()}
            revised_by = [key, *server.in_every_url]
            self._all_logins = self._write(
                LOGINS,
                {f"{_PARTS[name].upper()}_{DATABASE_KEY}": url for name, url in urls.items()},
                revised_by,
            )
            self.steps = (self._step("grant", logins=self._all_logins),)
        self.logins: Mapping[str, WriteOnlySecret] = {
            name: self._write(name, {DATABASE_KEY: url}, revised_by, depends_on=self.steps)
            for name, url in urls.items()
        }

    def retire_logins(self, *, after: Sequence[ITerraformDependable]) -> None:
        """End the logins of the releases before, when no pod that uses them is left."""
        if self._all_logins is not None:
            self._step("retire", logins=self._all_logins, depends_on=after)

    def _step(
        self, step: str, *, logins: WriteOnlySecret, depends_on: Sequence[ITerraformDependable] = ()
    ) -> ITerraformDependable:
        """Add the Job of one step, which runs for each image and each revision of the logins.

        The revision is an environment variable, because the provider replaces a Job for a changed one. A
        changed annotation of the pods would be an update, which Kubernetes does not carry out.
        """
        name = f"database-{step}"
        return Migration(
            self,
            step,
            metadata=self._namespace.object_meta(name),
            process=replace(
                self._process,
                command=(*_COMMAND, step),
                secrets=[self.administrator, logins],
                environment={_REVISION: logins.revision_text},
            ),
            selector={NAME_LABEL: name},
            egress=self._egress,
            depends_on=depends_on,
        ).resource

    def _write(
        self,
        name: str,
        values: Mapping[str, str],
        revised_by: Sequence[SecretVariable],
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> WriteOnlySecret:
        return WriteOnlySecret(
            self._scope,
            name.replace("-", "_"),
            metadata=self._namespace.object_meta(name),
            values=values,
            revised_by=revised_by,
            depends_on=depends_on,
        )


class _Server:
    """The server and how to sign in: as its administrator or owner, or as a part of the application."""

    def __init__(self, scope: Construct, *, settings: Database, foundation: UpstreamState) -> None:
        self._foundation = foundation
        self._managed = isinstance(settings, ManagedDatabase)
        if self._managed:
            self.owner = SecretVariable(
                scope, SecretName.POSTGRES_PASSWORD, purpose="password of the PostgreSQL server"
            )
            # `urlencode` is made for queries, where a space is a plus sign.
            password = Fn.replace(Fn.urlencode(self.owner.value), "+", "%20")
            self.url = self._compose([foundation.text(FoundationOutput.DATABASE_USER), ":", password])
        else:
            self.owner = SecretVariable(scope, SecretName.DATABASE_URL, purpose="PostgreSQL connection URL")
            self.url = self.owner.value

    @property
    def in_every_url(self) -> list[SecretVariable]:
        """The secrets that the URL of every login has a part of: an external server's address is one."""
        return [] if self._managed else [self.owner]

    def signed_in(self, part: str, *, key: SecretVariable) -> str:
        """Return the URL of a part's login.

        Its password is a hash of the part and the key, so that no part's leads to another's. The characters
        need no encoding.
        """
        password = Fn.sha256(Fn.join("", [f"{part}:", key.value]))
        login = [f"{APPLICATION}_{part}_r", Fn.tostring(key.revision), ":", password]
        if self._managed:
            return self._compose(login)
        return Fn.replace(self.url, _SIGN_IN, Fn.join("", ["//", *login, "@"]))

    def _compose(self, sign_in: Sequence[str]) -> str:
        """Return the URL in libpq's form: Dapr takes it as it is, backend and frontend translate it.

        `verify-full` is more than encryption: the server proves that it is the one, with a certificate of a
        public authority.
        """
        outputs = self._foundation
        host = outputs.text(FoundationOutput.DATABASE_HOST)
        port = outputs.text(FoundationOutput.DATABASE_PORT)
        database = outputs.text(FoundationOutput.DATABASE_NAME)
        return Fn.join(
            "", ["postgresql://", *sign_in, "@", host, ":", port, "/", database, "?sslmode=verify-full"]
        )
