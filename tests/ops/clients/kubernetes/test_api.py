"""Connections to a cluster: a failed sign-in is an error, and nothing is requested without one."""

import json
import logging
from pathlib import Path

import pytest
from kubernetes import client

from ops.clients.kubernetes.api import (
    SignIn,
    UnreachableError,
    answering,
    ask,
    connect,
    connect_to,
)
from ops.common.errors import ExitCode, MissingInputError, MissingToolError, UserError

VERSION = "client.authentication.k8s.io/v1"
HOST = "https://127.0.0.1:1"  # a port on which nobody listens
AUTHORITY = "YW4gYXV0aG9yaXR5"


def program(folder: Path, script: str) -> SignIn:
    path = folder / "sign-in"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return SignIn(api_version=VERSION, command=str(path), arguments=("get-token",))


def signed_in(folder: Path) -> SignIn:
    answer = {"apiVersion": VERSION, "kind": "ExecCredential", "status": {"token": "made-up"}}
    return program(folder, f"echo '{json.dumps(answer)}'")


def test_the_token_of_the_sign_in_program_is_used(tmp_path: Path) -> None:
    api = connect_to(host=HOST, authority=AUTHORITY, sign_in=signed_in(tmp_path))
    assert api.configuration.host == HOST
    assert list(api.configuration.api_key.values()) == ["Bearer made-up"]


@pytest.mark.parametrize(("workflow", "method"), [("", "azurecli"), ("true", "workloadidentity")])
def test_the_sign_in_program_is_given_a_method_where_none_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workflow: str, method: str
) -> None:
    monkeypatch.delenv("AAD_LOGIN_METHOD", raising=False)
    monkeypatch.setenv("GITHUB_ACTIONS", workflow)
    answer = {"apiVersion": VERSION, "kind": "ExecCredential", "status": {"token": "by-METHOD"}}
    echo = program(tmp_path, f"echo '{json.dumps(answer)}' | sed \"s/METHOD/$AAD_LOGIN_METHOD/\"")
    api = connect_to(host=HOST, authority=AUTHORITY, sign_in=echo)
    assert list(api.configuration.api_key.values()) == [f"Bearer by-{method}"]


def test_a_missing_sign_in_program_is_named() -> None:
    absent = SignIn(api_version=VERSION, command="no-such-kubelogin", arguments=())
    with pytest.raises(MissingToolError, match="no-such-kubelogin is not installed"):
        connect_to(host=HOST, authority=AUTHORITY, sign_in=absent)


def test_a_failed_sign_in_is_an_error_with_the_programs_message(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    refusing = program(tmp_path, "echo 'Please run az login' >&2; exit 1")
    with pytest.raises(UserError, match=r"process returned 1\. Please run az login") as raised:
        connect_to(host=HOST, authority=AUTHORITY, sign_in=refusing)
    assert raised.value.exit_code is ExitCode.FAILED
    assert logging.getLogger().handlers == before


def test_a_truncated_authority_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="address or authority cannot be used"):
        connect_to(host=HOST, authority=AUTHORITY[:-1], sign_in=signed_in(tmp_path))


def test_a_missing_kubeconfig_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="no cluster to read"):
        connect(kubeconfig=str(tmp_path / "none"), context=None)


@pytest.mark.parametrize("authority", ["", AUTHORITY])
def test_a_cluster_that_does_not_answer_or_has_no_certificate_is_unreachable(
    tmp_path: Path, authority: str
) -> None:
    api = connect_to(host=HOST, authority=authority, sign_in=signed_in(tmp_path))
    with pytest.raises(UnreachableError, match="does not answer") as raised, answering(api):
        ask(client.CoreV1Api(api).list_namespaced_pod, "todo")
    assert raised.value.where == HOST


@pytest.mark.parametrize(
    ("status", "said"), [(401, "rejects your credentials"), (403, "refuses: HTTP 403 Forbidden")]
)
def test_a_refused_request_is_an_error(status: int, said: str) -> None:
    def list_pods(**_: object) -> None:
        raise client.ApiException(status=status, reason="Forbidden")

    with pytest.raises(UserError, match=said) as raised:
        ask(list_pods)
    assert raised.value.where == "list pods"


def test_a_missing_object_is_none() -> None:
    def read_pod(**_: object) -> None:
        raise client.ApiException(status=404)

    assert ask(read_pod) is None
