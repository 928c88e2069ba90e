import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.resources.operations import ProvidersOperations, ResourceGroupsOperations
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.storage.models import StorageAccount

from ops.clients.azure.management import (
    AzureClients,
    AzureRefusedError,
    AzureUnreachableError,
    ProviderNotRegisteredError,
    if_exists,
    wait,
)
from ops.clients.azure.sign_in import NotSignedInError, SharedToken
from tests.ops.clients.azure.resource_manager import Api, SignedIn, refused
from tests.support.json_api import Answer, Call

ACCOUNT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a"


class SignedOut:
    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        raise ClientAuthenticationError(
            "DefaultAzureCredential failed\n\tAzureCliCredential: Azure CLI not found\n"
        )


def groups(api: Api) -> ResourceGroupsOperations:
    return api.clients("s").open(ResourceManagementClient).resource_groups


def providers(api: Api) -> ProvidersOperations:
    return api.clients("s").open(ResourceManagementClient).providers


def create_account(api: Api) -> StorageAccount:
    accounts = api.clients("s").open(StorageManagementClient).storage_accounts
    body: Any = {"location": "eastus", "kind": "StorageV2", "sku": {"name": "Standard_ZRS"}}
    return wait(accounts.begin_create("g", "a", body), where=ACCOUNT)


def test_what_does_not_exist_is_none(api: Api) -> None:
    assert if_exists(lambda: groups(api).get("x")) is None
    assert api.calls[0].query == {"api-version": "2025-04-01"}


def test_a_list_is_read_to_its_end(api: Api) -> None:
    api.resources["/subscriptions/s/providers"] = {
        "value": [{"namespace": "1"}],
        "nextLink": f"{api.url}/more?page=2",
    }
    api.resources["/more"] = {"value": [{"namespace": "2"}]}
    assert [one.namespace for one in providers(api).list()] == ["1", "2"]


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
    assert create_account(api).name == "made"
    assert polls == []


def test_a_long_operation_that_fails_is_an_error(api: Api) -> None:
    def respond(call: Call) -> Answer | None:
        if call.method == "PUT":
            return Answer(status=202, headers={"Azure-AsyncOperation": f"{api.url}/operations/1"})
        if call.path == "/operations/1":
            error = {"code": "SkuNotAvailable", "message": "no such SKU here"}
            return Answer(body={"status": "Failed", "error": error})
        return None

    api.respond.append(respond)
    with pytest.raises(AzureRefusedError, match="no such SKU here") as caught:
        create_account(api)
    assert caught.value.where == ACCOUNT


def test_throttling_is_waited_out(api: Api) -> None:
    throttled = [Answer(status=429, headers={"Retry-After": "0"}) for _ in range(2)]
    api.respond.append(lambda _: throttled.pop() if throttled else None)
    assert providers(api).register("Microsoft.Storage") == {}
    assert len(api.calls) == 3


def test_a_refusal_says_what_azure_said_and_what_to_do(api: Api) -> None:
    api.respond.append(lambda _: refused(403, "AuthorizationFailed", "no permission to read 'x'"))
    with pytest.raises(AzureRefusedError) as caught:
        groups(api).get("x")
    assert caught.value.what == "Azure refused: no permission to read 'x' (AuthorizationFailed)"
    assert "ask an owner" in caught.value.remedy
    assert (caught.value.status, caught.value.code) == (403, "AuthorizationFailed")


def test_without_a_sign_in_the_message_says_so_in_one_line(api: Api) -> None:
    clients = api.clients("s", SignedOut())
    with pytest.raises(NotSignedInError) as caught:
        clients.open(ResourceManagementClient).resource_groups.get("x")
    assert caught.value.where == "AzureCliCredential: Azure CLI not found"
    assert caught.value.remedy.startswith("install the Azure CLI, run `az login`")
    assert api.calls == []


def test_a_server_that_does_not_answer_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
        clients = AzureClients(SignedIn(), "s", base_url=f"https://{host}", use_env_settings=False)
        with pytest.raises(AzureUnreachableError, match=f"no answer from {host}"):
            clients.open(ResourceManagementClient).resource_groups.get("x")


def test_throttling_that_does_not_end_says_to_wait(api: Api) -> None:
    api.respond.append(lambda _: Answer(status=429, headers={"Retry-After": "0"}))
    with pytest.raises(AzureRefusedError) as caught:
        groups(api).get("x")
    assert "too many requests" in caught.value.remedy
    assert len(api.calls) == 6


def test_a_client_is_opened_once(api: Api) -> None:
    clients = api.clients("s")
    assert clients.open(StorageManagementClient) is clients.open(StorageManagementClient)


def test_a_provider_is_not_registered_by_a_read(api: Api) -> None:
    what = "The subscription is not registered to use namespace 'Microsoft.Storage'"
    api.respond.append(
        lambda call: refused(409, "MissingSubscriptionRegistration", what) if call.method == "GET" else None
    )
    # The packages' own registration finds only a GUID in the URL.
    clients = api.clients("33333333-3333-3333-3333-333333333333")
    accounts = clients.open(StorageManagementClient).storage_accounts
    with pytest.raises(ProviderNotRegisteredError) as caught:
        accounts.get_properties("g", "a")
    assert caught.value.namespace == "Microsoft.Storage"
    assert "az provider register --namespace Microsoft.Storage" in caught.value.remedy
    assert api.writes() == []


def test_a_provider_is_registered_when_a_command_asks_for_it(api: Api) -> None:
    providers(api).register("Microsoft.Storage")
    assert api.writes() == [("POST", "/subscriptions/s/providers/Microsoft.Storage/register")]


def test_clients_and_threads_share_one_token() -> None:
    asked: list[tuple[str, ...]] = []

    class Slow:
        def get_token(self, *scopes: str, **options: Any) -> AccessToken:
            asked.append(scopes)
            time.sleep(0.05)
            return AccessToken(f"t{len(asked)}", int(time.time()) + 3600)

    shared = SharedToken(Slow())
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: shared.get_token("scope").token, range(8)))
    assert (set(tokens), asked) == ({"t1"}, [("scope",)])
    assert shared.get_token("scope", claims="more").token == "t2"
    assert shared.get_token("scope", tenant_id="another").token == "t3"
    assert shared.get_token("scope").token == "t2"


def test_a_token_that_expires_soon_is_renewed() -> None:
    lifetimes = iter([60, 3600])

    class Expiring:
        def get_token(self, *scopes: str, **options: Any) -> AccessToken:
            seconds = next(lifetimes)
            return AccessToken(f"for {seconds} s", int(time.time()) + seconds)

    shared = SharedToken(Expiring())
    assert [shared.get_token("s").token for _ in range(3)] == ["for 60 s", "for 3600 s", "for 3600 s"]
