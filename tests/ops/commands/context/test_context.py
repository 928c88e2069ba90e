import base64
import stat
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from ops.commands.context import command
from ops.commands.context.cluster import ClusterAddress, NoClusterError, cluster_address
from ops.commands.context.merge import add_context, kubeconfig_path
from ops.common.errors import UserError
from tests.ops.clients.azure.resource_manager import Api, refused
from tests.ops.commands.bootstrap.subscription import target_on
from tests.support.environment_files import EnvironmentFile
from tests.support.json_api import Answer

PATH = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/prod"
PROD = ClusterAddress(name="prod", server="https://prod.example.com:443", authority="Q0E=")


def test_azure_is_asked_where_the_cluster_is(api: Api) -> None:
    document = {
        "clusters": [
            {"name": "prod", "cluster": {"server": PROD.server, "certificate-authority-data": "Q0E="}}
        ]
    }
    encoded = base64.b64encode(yaml.safe_dump(document).encode()).decode()
    api.respond.append(lambda _: Answer(body={"kubeconfigs": [{"name": "clusterUser", "value": encoded}]}))
    assert cluster_address(api.clients("s"), subscription="s", resource_group="g", name="prod") == PROD
    [call] = api.calls
    assert (call.method, call.path) == ("POST", f"{PATH}/listClusterUserCredential")
    assert call.query["format"] == "exec"


def test_a_missing_cluster_is_an_error_that_says_how_to_create_it(api: Api) -> None:
    api.respond.append(lambda _: refused(404, "ResourceNotFound"))
    with pytest.raises(NoClusterError, match="there is no cluster prod in g") as caught:
        cluster_address(api.clients("s"), subscription="s", resource_group="g", name="prod")
    assert "ops deploy foundation" in caught.value.remedy


def test_a_new_kubeconfig_signs_in_with_kubelogin_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config"
    add_context(path, PROD, login="azurecli", namespace="todo")
    document = yaml.safe_load(path.read_text())
    [user] = document["users"]
    assert user["user"]["exec"]["args"][:3] == ["get-token", "--login", "azurecli"]
    [context] = document["contexts"]
    assert context["context"] == {"cluster": "prod", "user": "prod", "namespace": "todo"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_other_contexts_stay_and_the_clusters_context_is_updated(tmp_path: Path) -> None:
    path = tmp_path / "config"
    other = {"name": "kind", "context": {"cluster": "kind", "user": "kind"}}
    path.write_text(yaml.safe_dump({"contexts": [other], "current-context": "kind", "preferences": {"x": 1}}))
    add_context(path, PROD, login="azurecli", namespace="todo")
    add_context(path, PROD, login="workloadidentity", namespace="todo")
    document = yaml.safe_load(path.read_text())
    assert [one["name"] for one in document["contexts"]] == ["kind", "prod"]
    assert document["contexts"][0] == other
    assert document["current-context"] == "prod"
    assert document["preferences"] == {"x": 1}
    [user] = document["users"]
    assert "workloadidentity" in user["user"]["exec"]["args"]


@pytest.mark.parametrize("text", ["- a list", "{not yaml", "contexts: 5"])
def test_a_file_that_is_not_a_kubeconfig_is_not_changed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    with pytest.raises(UserError, match="not changed"):
        add_context(path, PROD, login="azurecli", namespace="todo")
    assert path.read_text() == text
    assert [file.name for file in tmp_path.iterdir()] == ["config"]


def test_the_file_is_the_one_that_kubectl_writes_to(tmp_path: Path) -> None:
    assert kubeconfig_path({"KUBECONFIG": f":{tmp_path}/a:{tmp_path}/b"}) == tmp_path / "a"
    assert kubeconfig_path({}) == Path.home() / ".kube" / "config"


def test_the_command_names_the_current_cluster_and_namespace(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment_file: EnvironmentFile
) -> None:
    cluster = {"clusters": [{"cluster": {"server": PROD.server, "certificate-authority-data": "Q0E="}}]}
    encoded = base64.b64encode(yaml.safe_dump(cluster).encode()).decode()
    api.respond.append(lambda _: Answer(body={"kubeconfigs": [{"value": encoded}]}))
    target = target_on(api, environment_file.load())
    monkeypatch.setattr(command, "open_target", lambda _: (target, tmp_path))
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, [])
    assert "kubectl now uses hackathon-todo-prod, namespace todo" in result.output
    assert yaml.safe_load((tmp_path / "config").read_text())["current-context"] == "hackathon-todo-prod"
