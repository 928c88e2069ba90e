"""A small client for Azure's REST APIs: JSON in, JSON out, errors as messages for a person.

azure-core brings the parts that are hard: tokens, retries that honour Retry-After, long-running operations.
Its management packages would add four dependencies for a dozen calls; docs/decisions/0040-azure-apis.md.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from azure.core import PipelineClient
from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.pipeline.policies import (
    BearerTokenCredentialPolicy,
    RequestIdPolicy,
    RetryPolicy,
    UserAgentPolicy,
)
from azure.core.polling import LROPoller
from azure.core.polling.base_polling import (
    LocationPolling,
    LROBasePolling,
    OperationResourcePolling,
    StatusCheckPolling,
)
from azure.core.rest import HttpRequest

from ops.clients.azure.sign_in import MANAGEMENT, not_signed_in
from ops.common.errors import UserError

RESOURCE_MANAGER: Final = "https://management.azure.com"
_TIMEOUT_SECONDS: Final = 30
_POLL_SECONDS: Final = 2.0
_TELL_EVERY_SECONDS: Final = 1.0
_RETRIES: Final = 5
_LONGEST_PAUSE_SECONDS: Final = 60

_REMEDIES: Final[Mapping[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "sign in again: az login",
    HTTPStatus.FORBIDDEN: "ask an owner of the subscription for a role that allows it; "
    "a role that was just given needs a few minutes",
    HTTPStatus.TOO_MANY_REQUESTS: "Azure is asked too often; wait a few minutes and run this command again",
}

Json = dict[str, Any]


class AzureRefusedError(UserError):
    """Azure answered with an error. `status` and `code` are Azure's own."""

    def __init__(self, what: str, *, where: str, remedy: str, status: int, code: str) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.code = code


class AzureUnreachableError(UserError):
    """Azure did not answer at all."""


class RestClient:
    """Calls of one API, signed in as one caller.

    Every path begins with a slash; `version` is the API's version as its reference gives it.
    Raises NotSignedInError, AzureRefusedError and AzureUnreachableError.
    """

    def __init__(
        self,
        credential: TokenCredential,
        *,
        endpoint: str = RESOURCE_MANAGER,
        scope: str = MANAGEMENT,
        poll_seconds: float = _POLL_SECONDS,
        **transport: Any,
    ) -> None:
        self._endpoint = endpoint
        self._poll_seconds = poll_seconds
        self._client: PipelineClient[Any, Any] = PipelineClient(
            base_url=endpoint,
            policies=[
                UserAgentPolicy("hackathon-todo-ops"),
                RequestIdPolicy(),
                RetryPolicy(
                    retry_total=_RETRIES,
                    retry_status=_RETRIES,
                    retry_connect=1,
                    retry_backoff_max=_LONGEST_PAUSE_SECONDS,
                ),
                BearerTokenCredentialPolicy(credential, scope),
            ],
            connection_timeout=_TIMEOUT_SECONDS,
            read_timeout=_TIMEOUT_SECONDS,
            **transport,
        )

    def get(self, path: str, *, version: str, **query: str) -> Json:
        """Return what is at a path."""
        return self._send("GET", path, version=version, query=query)

    def find(self, path: str, *, version: str, **query: str) -> Json | None:
        """Return what is at a path; None when there is nothing."""
        try:
            return self.get(path, version=version, **query)
        except AzureRefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def items(self, path: str, *, version: str, **query: str) -> Iterator[Json]:
        """Yield what a list holds, page after page."""
        page = self.get(path, version=version, **query)
        while True:
            yield from page.get("value", [])
            following = page.get("nextLink")
            if not following:
                return
            page = self._request("GET", following)

    def put(self, path: str, body: Mapping[str, Any], *, version: str) -> Json:
        """Create or replace; wait until it is done."""
        return self._send("PUT", path, version=version, body=body)

    def patch(self, path: str, body: Mapping[str, Any], *, version: str) -> Json:
        """Change what is named; wait until it is done."""
        return self._send("PATCH", path, version=version, body=body)

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: str,
        waiting: Callable[[], None] | None = None,
        **query: str,
    ) -> Json:
        """Ask for an action; wait until it is done. `waiting` is called every second meanwhile."""
        return self._send("POST", path, version=version, body=body, query=query, waiting=waiting)

    def _send(
        self,
        method: str,
        path: str,
        *,
        version: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        waiting: Callable[[], None] | None = None,
    ) -> Json:
        parameters = urlencode({"api-version": version, **(query or {})})
        return self._request(method, f"{self._endpoint}{path}?{parameters}", body, waiting=waiting)

    def _request(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        *,
        waiting: Callable[[], None] | None = None,
    ) -> Json:
        where = f"{method} {url.partition('?')[0]}"
        try:
            answer = self._client.send_request(
                HttpRequest(method, url, json=body), _return_pipeline_response=True
            )
            answer.http_response.raise_for_status()
            if method == "GET" or answer.http_response.status_code == HTTPStatus.OK:
                return _document(answer)
            polling: LROBasePolling[Any, Any, Any] = LROBasePolling(
                timeout=self._poll_seconds, lro_algorithms=_ways_to_wait()
            )
            poller: LROPoller[Json] = LROPoller(self._client, answer, _document, polling)
            while waiting and not poller.done():
                waiting()
                poller.wait(_TELL_EVERY_SECONDS)
            return poller.result()
        except ClientAuthenticationError as error:
            if error.response is not None:
                raise _refusal(error, where=where) from error
            raise not_signed_in(error) from error
        except HttpResponseError as error:
            raise _refusal(error, where=where) from error
        except (ServiceRequestError, ServiceResponseError) as error:
            raise AzureUnreachableError(
                f"no answer from {url.split('/')[2]}: {error.message}",
                where=where,
                remedy="check the name, the network and a proxy's settings, then run this command again",
            ) from error
        except AzureError as error:
            raise UserError(error.message, where=where) from error


def _ways_to_wait() -> list[Any]:
    """Source: learn.microsoft.com, "Track asynchronous Azure operations"; the first that fits is taken."""
    asynchronous: OperationResourcePolling[Any, Any] = OperationResourcePolling(
        operation_location_header="azure-asyncoperation"
    )
    return [asynchronous, LocationPolling(), StatusCheckPolling()]


def _document(answer: Any) -> Json:
    text = answer.http_response.text()
    document: Json = json.loads(text) if text else {}
    return document


def _refusal(error: HttpResponseError, *, where: str) -> AzureRefusedError:
    status = error.status_code or 0
    code = error.error.code if error.error and error.error.code else str(status)
    said = error.error.message if error.error and error.error.message else error.message
    return AzureRefusedError(
        f"Azure refused: {said} ({code})",
        where=where,
        remedy=_REMEDIES.get(status, "mend what the message names, then run this command again"),
        status=status,
        code=code,
    )
