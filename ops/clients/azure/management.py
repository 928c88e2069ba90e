"""Microsoft's clients of Azure's services, opened for one subscription.

The packages bring retries that honour Retry-After, pages and long-running operations. Ours are the errors:
one pipeline policy turns every failure into a message for users. Another one keeps the packages from
registering resource providers by themselves. See docs/decisions/0040-azure-apis.md.
"""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from threading import Lock
from typing import Any, Final, TypeVar

from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy, SansIOHTTPPolicy
from azure.core.polling import LROPoller
from azure.core.rest import HttpResponse

from ops.clients.azure.sign_in import SharedToken, not_signed_in
from ops.common.errors import UserError

_RETRIES: Final = 5
_REPORT_SECONDS: Final = 1.0
_OPTIONS: Final[Mapping[str, Any]] = {
    "user_agent": "todo-deployment-ops",
    "retry_total": _RETRIES,
    "retry_status": _RETRIES,
    "retry_connect": 1,
    "retry_backoff_max": 60,
    "connection_timeout": 30,
    "read_timeout": 30,
    "polling_interval": 2,
}
_REMEDIES: Final[Mapping[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "sign in again: az login",
    HTTPStatus.FORBIDDEN: "ask an owner of the subscription for a role that allows it; "
    "a new role assignment takes a few minutes to take effect",
    HTTPStatus.TOO_MANY_REQUESTS: "too many requests: wait a few minutes and run this command again",
}

# The packages' own registration (azure.mgmt.core.policies, 1.6.0): a fixed version, which `ops` never uses.
_AUTOMATIC_REGISTRATION: Final = re.compile(
    r"/providers/([\w.]+)/register\?api-version=2016-02-01", re.IGNORECASE
)

Found = TypeVar("Found")
Client = TypeVar("Client")


class AzureRefusedError(UserError):
    """An error response from Azure. `status` and `code` are Azure's own."""

    def __init__(self, what: str, *, where: str, remedy: str, status: int, code: str) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.code = code


class AzureUnreachableError(UserError):
    """No answer from Azure, or one that cannot be read."""


class ProviderNotRegisteredError(UserError):
    """A service that the subscription has not registered; Azure answers nothing about it until then."""

    def __init__(self, namespace: str) -> None:
        super().__init__(
            f"the resource provider {namespace} is not registered in this subscription",
            where="resource providers of the subscription",
            remedy=f"run `ops bootstrap`, or: az provider register --namespace {namespace} --wait",
        )
        self.namespace = namespace


class AzureClients:
    """The clients of one subscription's services, signed in as one caller.

    A failed call raises NotSignedInError, AzureRefusedError, AzureUnreachableError or
    ProviderNotRegisteredError. Threads can share them.
    """

    def __init__(self, credential: TokenCredential, subscription_id: str, **options: Any) -> None:
        self._credential = SharedToken(credential)
        self._lock = Lock()
        self._subscription_id = subscription_id
        self._options = options
        self._opened: dict[object, Any] = {}

    def open(self, client: Callable[..., Client]) -> Client:
        """Return the client of this class for the subscription, always the same one."""
        return self._open(client, self._subscription_id)

    def open_tenant(self, client: Callable[..., Client]) -> Client:
        """Return the client of this class for everything that the caller can see, always the same one."""
        return self._open(client)

    def _open(self, client: Callable[..., Client], *arguments: str) -> Client:
        with self._lock:
            if client not in self._opened:
                self._opened[client] = client(self._credential, *arguments, **client_options(**self._options))
        opened: Client = self._opened[client]
        return opened


def client_options(**options: Any) -> dict[str, Any]:
    """Return the options of every client, with retries, time limits and errors for users."""
    policies = {"per_call_policies": [_UserErrors()], "per_retry_policies": [_NoAutomaticRegistration()]}
    return {**_OPTIONS, **policies, **options}


def if_exists(get: Callable[[], Found]) -> Found | None:
    """Return what a call returns; None when Azure answers that it does not exist."""
    try:
        return get()
    except AzureRefusedError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return None
        raise


def wait(poller: LROPoller[Found], *, where: str, waiting: Callable[[], None] | None = None) -> Found:
    """Wait for an operation on a resource and return its result; `waiting` is called every second."""
    try:
        while waiting and not poller.done():
            waiting()
            poller.wait(_REPORT_SECONDS)
        return poller.result()
    except HttpResponseError as error:
        raise _refusal(error, where=where) from error


class _UserErrors(HTTPPolicy[Any, Any]):
    """The outermost policy: it sees what is left after sign-in and retries, and raises it as a UserError."""

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Return the response of a call that succeeded."""
        url = request.http_request.url
        where = f"{request.http_request.method} {url.partition('?')[0]}"
        try:
            response = self.next.send(request)
        except ClientAuthenticationError as error:
            raise not_signed_in(error) from error
        except (ServiceRequestError, ServiceResponseError) as error:
            raise AzureUnreachableError(
                f"no answer from {url.split('/')[2]}: {error.message}",
                where=where,
                remedy="check the name, the network and the proxy settings, then run this command again",
            ) from error
        except AzureError as error:
            raise AzureUnreachableError(
                error.message, where=where, remedy="run this command again"
            ) from error
        if response.http_response.status_code >= HTTPStatus.BAD_REQUEST:
            if isinstance(response.http_response, HttpResponse):  # the body may not have been read yet
                response.http_response.read()
            raise _refusal(HttpResponseError(response=response.http_response), where=where)
        return response


class _NoAutomaticRegistration(SansIOHTTPPolicy[Any, Any]):
    """A refusal of the packages' own registration: a command that only reads must change nothing.

    They would also wait for it without a time limit. `ops bootstrap` registers providers explicitly.
    """

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Raise ProviderNotRegisteredError for a registration that no command asked for."""
        automatic = _AUTOMATIC_REGISTRATION.search(request.http_request.url)
        if automatic:
            raise ProviderNotRegisteredError(automatic[1])


def _refusal(error: HttpResponseError, *, where: str) -> AzureRefusedError:
    status = error.status_code or 0
    code = error.error.code if error.error and error.error.code else str(status)
    message = error.error.message if error.error and error.error.message else error.message
    return AzureRefusedError(
        f"Azure refused: {message} ({code})",
        where=where,
        remedy=_REMEDIES.get(status, "fix the problem above, then run this command again"),
        status=status,
        code=code,
    )
