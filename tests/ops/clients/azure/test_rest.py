import socket
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from ops.clients.azure.rest import AzureRefusedError, AzureUnreachableError, RestClient
from ops.clients.azure.sign_in import NotSignedInError
from tests.ops.clients.azure.resource_manager import Api, SignedIn, refused
from tests.support.json_api import Answer, Call

VERSION = "2024-01-01"


class SignedOut:
    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        raise ClientAuthenticationError(
            "DefaultAzureCredential failed\n\tAzureCliCredential: Azure CLI not found\n"
        )


def test_what_is_not_there_is_none(api: Api) -> None:
    assert api.client.find("/subscriptions/x", version=VERSION) is None
    assert api.calls[0].query == {"api-version": VERSION}


def test_a_list_is_read_to_its_end(api: Api) -> None:
    api.resources["/things"] = {"value": [{"n": 1}], "nextLink": f"{api.url}/more?page=2"}
    api.resources["/more"] = {"value": [{"n": 2}]}
    assert [item["n"] for item in api.client.items("/things", version=VERSION)] == [1, 2]


def test_a_long_operation_is_waited_for(api: Api) -> None:
    polls: list[Answer] = [
        Answer(status=202, headers={"Location": f"{api.url}/operations/1"}),
        Answer(body={"name": "made"}),
    ]

    def respond(call: Call) -> Answer | None:
        if call.method == "PUT":
            return Answer(status=202, headers={"Location": f"{api.url}/operations/1", "Retry-After": "0"})
        return polls.pop(0) if call.path == "/operations/1" else None

    api.respond.append(respond)
    api.resources["/thing"] = {"name": "made"}
    assert api.client.put("/thing", {}, version=VERSION) == {"name": "made"}
    assert polls == []


def test_a_long_operation_that_fails_is_an_error(api: Api) -> None:
    def respond(call: Call) -> Answer | None:
        if call.method == "PUT":
            return Answer(status=201, body={}, headers={"Azure-AsyncOperation": f"{api.url}/operations/1"})
        if call.path == "/operations/1":
            error = {"code": "SkuNotAvailable", "message": "no such SKU here"}
            return Answer(body={"status": "Failed", "error": error})
        return None

    api.respond.append(respond)
    with pytest.raises(AzureRefusedError, match="no such SKU here"):
        api.client.put("/thing", {}, version=VERSION)


def test_throttling_is_waited_out(api: Api) -> None:
    throttled = [Answer(status=429, headers={"Retry-After": "0"}) for _ in range(2)]
    api.respond.append(lambda _: throttled.pop() if throttled else None)
    assert api.client.post("/register", version=VERSION) == {}
    assert len(api.calls) == 3


def test_a_refusal_says_what_azure_said_and_what_to_do(api: Api) -> None:
    api.respond.append(lambda _: refused(403, "AuthorizationFailed", "no permission to read 'x'"))
    with pytest.raises(AzureRefusedError) as caught:
        api.client.get("/x", version=VERSION)
    assert caught.value.what == "Azure refused: no permission to read 'x' (AuthorizationFailed)"
    assert "ask an owner" in caught.value.remedy
    assert (caught.value.status, caught.value.code) == (403, "AuthorizationFailed")


def test_without_a_login_the_message_says_so_in_one_line(api: Api) -> None:
    client = RestClient(SignedOut(), endpoint=api.url, use_env_settings=False)
    with pytest.raises(NotSignedInError) as caught:
        client.get("/x", version=VERSION)
    assert caught.value.where == "AzureCliCredential: Azure CLI not found"
    assert "az login" in caught.value.remedy
    assert api.calls == []


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
        client = RestClient(SignedIn(), endpoint=f"https://{host}", use_env_settings=False)
        with pytest.raises(AzureUnreachableError, match=f"no answer from {host}"):
            client.get("/x", version=VERSION)


def test_throttling_that_does_not_end_says_to_wait(api: Api) -> None:
    api.respond.append(lambda _: Answer(status=429, headers={"Retry-After": "0"}))
    with pytest.raises(AzureRefusedError) as caught:
        api.client.get("/x", version=VERSION)
    assert "asked too often" in caught.value.remedy
    assert len(api.calls) == 6
