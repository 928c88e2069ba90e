"""Which cluster a command looks at, and what the environment knows of itself."""

from typing import Any, cast

import pytest
from kubernetes import client

from ops.delivery import cluster_target as choice
from ops.delivery.cluster_target import ClusterTarget
from ops.delivery.rollout.cluster import NamespaceReader
from ops.delivery.workspace import Workspace
from ops.engine.terraform.redaction import Redactor

READER = NamespaceReader(api=client.ApiClient(client.Configuration()), namespace="todo")


def chosen(*, workspace: Workspace | None) -> ClusterTarget:
    return ClusterTarget(reader=READER, redactor=Redactor(), workspace=workspace)


def test_a_context_of_ones_own_has_no_outputs() -> None:
    assert chosen(workspace=None).app_output("public_url") is None


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [({"public_url": {"value": "https://todo.example.com"}}, "https://todo.example.com"), ({}, None)],
)
def test_an_output_of_the_app_stack_is_none_before_it_is_applied(
    monkeypatch: pytest.MonkeyPatch, outputs: dict[str, Any], expected: str | None
) -> None:
    asked: list[str] = []

    def read(_: Workspace, stack: str) -> dict[str, Any]:
        asked.append(stack)
        return outputs

    monkeypatch.setattr(choice, "outputs", read)
    assert chosen(workspace=cast(Workspace, object())).app_output("public_url") == expected
    assert asked == ["app"]
