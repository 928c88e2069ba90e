"""The commands that read the simulated cloud, or change it outside Terraform."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ops.common.errors import UserError
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.commands.cloud import command as cloud_cli
from rehearsal.commands.cloud.types import UnknownTypeError
from rehearsal.common.home import Home


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulatedCloud:
    monkeypatch.setenv("REHEARSAL_HOME", str(tmp_path))
    cloud = SimulatedCloud(Home(root=tmp_path).cloud)
    for id_, name in (("/groups/one", "one"), ("/groups/two", "two"), ("/other/two", "two")):
        attributes = {"name": name, "tags": {"owner": "team", "size": 1}}
        cloud.put(CloudObject(provider="azurerm", type="sample", id=id_, attributes=attributes))
    return cloud


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cloud_cli.app, list(arguments), catch_exceptions=False)


def test_objects_are_listed(cloud: SimulatedCloud) -> None:
    listed = run("ls").stdout
    assert "/groups/one" in listed
    assert "/other/two" in listed
    assert "No azurerm_subnet exists" in run("ls", "azurerm_subnet").stdout


def test_no_id_is_cut_or_folded_at_80_columns_and_in_a_pipe(
    cloud: SimulatedCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ids = ["/subscriptions/0000/" + "long/" * 40 + name for name in ("first", "[red]second")]
    for id_ in ids:
        cloud.put(CloudObject(provider="azurerm", type="sample", id=id_, attributes={"name": id_[-40:]}))
    listed = run("ls").stdout.splitlines()
    assert all(sum(line.endswith(id_) for line in listed) == 1 for id_ in ids)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ls", "azurerm_sample"),
        ("show", "kubernets_service", "one"),
        ("rm", "kubernetes_servic", "one"),
        ("set", "nope", "one", "tags.owner", "x"),
        ("take-name", "container_registry", "one"),
        ("fail", "azurerm_registry", "no quota left"),
    ],
)
def test_a_misspelt_type_is_refused(cloud: SimulatedCloud, arguments: tuple[str, ...]) -> None:
    with pytest.raises(UnknownTypeError, match=arguments[1]):
        run(*arguments)


def test_an_object_is_shown_by_name_or_id(cloud: SimulatedCloud) -> None:
    assert '"owner": "team"' in run("show", "sample", "one").stdout
    assert '"id": "/other/two"' in run("show", "sample", "/other/two").stdout


def test_an_object_is_deleted(cloud: SimulatedCloud) -> None:
    run("rm", "sample", "one")
    assert [item.id for item in cloud.list_objects()] == ["/groups/two", "/other/two"]


@pytest.mark.parametrize(
    ("attribute", "value", "stored"),
    [
        ("owner", "me", "me"),
        ("owner", "7", "7"),
        ("size", "7", 7),
        ("size", "[1, 2]", [1, 2]),
        ("new", "x", "x"),
    ],
)
def test_an_attribute_is_changed_to_a_value_of_its_kind(
    cloud: SimulatedCloud, attribute: str, value: str, stored: object
) -> None:
    run("set", "sample", "one", f"tags.{attribute}", value)
    (item,) = (item for item in cloud.list_objects() if item.name == "one")
    assert item.attributes["tags"] == {"owner": "team", "size": 1, attribute: stored}


def test_a_name_is_given_to_somebody_else_before_anything_was_rehearsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_HOME", str(tmp_path / "new"))
    run("take-name", "azurerm_container_registry", "todoacr")
    assert SimulatedCloud(Home(root=tmp_path / "new").cloud).is_taken("azurerm_container_registry", "todoacr")


def test_the_next_creation_is_made_to_fail(cloud: SimulatedCloud) -> None:
    run("fail", "kubernetes_service_v1", "no quota left")
    fault = cloud.next_fault("kubernetes_service_v1")
    assert fault is not None
    assert fault.message == "no quota left"
    assert cloud.next_fault("kubernetes_service_v1") is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rm", "sample", "none"), "no object of type sample with the name or id 'none'"),
        (("rm", "sample", "two"), "2 objects of type sample"),
        (("set", "sample", "one", "no.such", "x"), "has no attribute 'no.such'"),
    ],
)
def test_a_mistake_changes_nothing(cloud: SimulatedCloud, arguments: tuple[str, ...], message: str) -> None:
    before = cloud.list_objects()
    with pytest.raises(UserError, match=message):
        run(*arguments)
    assert cloud.list_objects() == before


@pytest.mark.parametrize(
    ("arguments", "document"),
    [
        (("rm", "sample", "one"), {"deleted": {"type": "sample", "name": "one", "id": "/groups/one"}}),
        (
            ("set", "sample", "one", "tags.owner", "x"),
            {"changed": {"type": "sample", "name": "one", "id": "/groups/one", "attribute": "tags.owner"}},
        ),
        (("live",), {"changed": {}}),
        (
            ("take-name", "azurerm_container_registry", "mine"),
            {"taken": {"type": "azurerm_container_registry", "name": "mine"}},
        ),
        (
            ("fail", "azurerm_container_registry", "no quota"),
            {"fails": {"type": "azurerm_container_registry", "message": "no quota"}},
        ),
    ],
)
def test_json_says_what_was_changed(
    cloud: SimulatedCloud, arguments: tuple[str, ...], document: dict[str, object]
) -> None:
    assert json.loads(run(*arguments, "--json").stdout) == document


def test_the_list_as_json_has_the_ids(cloud: SimulatedCloud) -> None:
    listed = json.loads(run("ls", "--json").stdout)
    assert {"type": "sample", "name": "one", "id": "/groups/one"} in listed
    assert len(listed) == 3
    assert json.loads(run("ls", "azurerm_subnet", "--json").stdout) == []


def test_a_named_rehearsal_has_another_cloud(
    cloud: SimulatedCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearsal.common.home._NAMED", tmp_path / "named")
    with pytest.raises(UserError, match="nothing is rehearsed here") as caught:
        run("ls", "--name", "other")
    assert "rehearse up --name other" in caught.value.remedy
    said = run("take-name", "azurerm_container_registry", "mine", "--name", "other").stdout
    assert "Try: rehearse up --name other" in said
    assert "is empty" in run("ls", "--name", "other").stdout
