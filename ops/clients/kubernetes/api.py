"""Access to a cluster through the Kubernetes API, with the rights of the current user.

The library takes a quarter of a command's start: it is imported when a cluster is asked.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from urllib3 import Retry
from urllib3.exceptions import HTTPError

from ops.clients.kubernetes.login import login_remedy, login_variables
from ops.common.errors import MissingInputError, MissingToolError, UserError

if TYPE_CHECKING:
    from kubernetes import client

_ANSWER_WITHIN_SECONDS: Final = 15
# After new custom resource definitions an API server answers 429 for a moment; that is retried. A server that
# cannot be reached is not.
_RETRIES: Final = Retry(
    connect=0, read=0, status=5, status_forcelist=[429, 503], backoff_factor=0.5, raise_on_status=False
)
#: What to do about a cluster that does not answer.
AWAY: Final = "is the cluster stopped (az aks show --query powerState), or is your address not authorized?"
_GET_CREDENTIALS: Final = (
    "az aks get-credentials --resource-group <group> --name <cluster> "
    "&& kubelogin convert-kubeconfig -l azurecli"
)


class UnreachableError(UserError):
    """The cluster does not answer, or refuses the request."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """The program that signs in to a cluster: the exec plug-in of a kubeconfig."""

    api_version: str
    command: str
    arguments: tuple[str, ...]


def connect(*, kubeconfig: str | None, context: str | None) -> client.ApiClient:
    """Return a client for a context of a kubeconfig; by default the one that kubectl would use.

    Raises MissingInputError if there is no such file or context, UserError if the sign-in fails.
    """
    from kubernetes import client, config
    from kubernetes.config.config_exception import ConfigException

    settings = client.Configuration()
    try:
        with _sign_in_reported():
            config.load_kube_config(  # type: ignore[no-untyped-call]
                config_file=kubeconfig, context=context, client_configuration=settings
            )
    except (ConfigException, OSError) as error:
        raise MissingInputError(
            f"there is no cluster to read: {error}",
            where=kubeconfig or "KUBECONFIG, or ~/.kube/config",
            remedy=_GET_CREDENTIALS,
        ) from error
    return _client(settings)


def connect_to(*, host: str, authority: str, sign_in: SignIn) -> client.ApiClient:
    """Return a client for the API server at the URL `host` with its certificate authority (PEM in base64).

    Raises MissingToolError without the program, UserError when it fails, and MissingInputError when host or
    authority cannot be used, for example because they are cut short.
    """
    from kubernetes import client, config
    from kubernetes.config.config_exception import ConfigException

    user = {
        "apiVersion": sign_in.api_version,
        "command": sign_in.command,
        "args": list(sign_in.arguments),
        "env": [{"name": name, "value": value} for name, value in login_variables().items()],
        "interactiveMode": "IfAvailable",
    }
    settings = client.Configuration()
    if not shutil.which(sign_in.command):
        raise MissingToolError(
            f"{sign_in.command} is not installed: it signs in to the cluster",
            remedy="az aks install-cli, or see https://azure.github.io/kubelogin/install.html",
        )
    try:
        with _sign_in_reported():
            config.load_kube_config_from_dict(  # type: ignore[no-untyped-call]
                _kubeconfig({"server": host, "certificate-authority-data": authority}, {"exec": user}),
                client_configuration=settings,
            )
    except (ConfigException, OSError, ValueError) as error:
        raise MissingInputError(
            f"the cluster's address or authority cannot be used: {error}",
            where=host,
            remedy="both are outputs of the stack foundation: apply it again",
        ) from error
    return _client(settings)


@contextmanager
def answering(api: client.ApiClient) -> Iterator[None]:
    """Raise UnreachableError when the cluster does not answer while the block runs."""
    try:
        yield
    except (HTTPError, OSError) as error:
        raise UnreachableError(
            f"the cluster does not answer: {error}",
            where=str(api.configuration.host),
            remedy=AWAY,
        ) from error


def ask(call: Callable[..., Any], *arguments: str) -> Any:
    """Call the API and return its answer; None if the object does not exist. Raises UnreachableError."""
    from kubernetes.client.exceptions import ApiException

    try:
        return call(*arguments, _request_timeout=_ANSWER_WITHIN_SECONDS)
    except ApiException as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return None
        what = call.__name__.replace("_", " ")
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise UnreachableError(
                "the cluster rejects your credentials",
                where=what,
                remedy=f"{login_remedy()}. With a kubeconfig: {_GET_CREDENTIALS}",
            ) from error
        raise UnreachableError(
            f"the cluster refuses: HTTP {error.status} {error.reason}",
            where=what,
            remedy="ask for the role 'Azure Kubernetes Service RBAC Cluster Admin' on the cluster",
        ) from error


class _LibraryErrors(logging.Handler):
    """A log handler that collects sign-in failures, which the library logs and does not raise."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of a record."""
        if record.module == "kube_config":
            self.messages.append(record.getMessage())


@contextmanager
def _sign_in_reported() -> Iterator[None]:
    """Raise UserError when the sign-in fails: the library logs that and continues without credentials."""
    errors = _LibraryErrors()
    logging.getLogger().addHandler(errors)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(errors)
    if errors.messages:
        raise UserError(
            f"signing in to the cluster failed: {errors.messages[-1]}",
            remedy=login_remedy(),
        )


def _kubeconfig(cluster: Mapping[str, Any], user: Mapping[str, Any]) -> dict[str, Any]:
    name = "environment"
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
    }


def _client(settings: client.Configuration) -> client.ApiClient:
    from kubernetes import client

    settings.retries = _RETRIES
    return client.ApiClient(settings)
