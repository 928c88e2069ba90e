import json
from pathlib import Path
from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.delivery.planning.plan_file import PlanFileError, read_plan_file, report_of_files
from tests.ops.delivery.planning.plans import plan, resource

PLAN = plan(resource("aws_s3_bucket.logs", "create", after={"bucket": "logs"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plan_is_read_in_each_encoding_that_a_shell_redirects_in(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN), encoding=encoding)
    assert read_plan_file(file) == PLAN


def test_each_file_is_a_stack_that_is_named_as_the_file(tmp_path: Path) -> None:
    for name in ("one.json", "two | `x`.json"):
        (tmp_path / name).write_text(json.dumps(PLAN))
    report = report_of_files(sorted(tmp_path.iterdir()), environment="theirs")
    assert list(report.fingerprints) == ["one", "two-x-"]
    assert len({*report.fingerprints.values()}) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"not json", "not JSON"),
        (b"\xff\xff\xff", "not JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"PK\x03\x04", "saved plan"),
        (b"[]", "not a plan"),
        (b"{}", "format_version"),
        (b'{"format_version": "1.0", "values": {}}', "a state, not a plan"),
        (b'{"format_version": "1.0"}', "not a plan"),
        (b'{"format_version": "2.0", "resource_changes": []}', "format_version '2.0'"),
        (b'{"format_version": "1.2", "errored": true, "resource_changes": []}', "incomplete"),
        (b'{"format_version": "1.2", "resource_changes": [{"address": "a.b"}]}', r"resource_changes\.0\."),
        (
            b'{"format_version": "1.2", "resource_changes": [{"address": "a.b", "type": "a", "change": '
            b'{"actions": ["explode"]}}]}',
            r"change\.actions",
        ),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    with pytest.raises(PlanFileError, match=message) as refused:
        read_plan_file(file)
    assert refused.value.exit_code == ExitCode.USAGE
    assert refused.value.where == str(file)
    assert "terraform" in refused.value.remedy


def test_a_file_that_does_not_exist_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(PlanFileError, match="cannot be read"):
            read_plan_file(path)


def test_a_refresh_only_plan_without_resource_changes_is_a_plan(tmp_path: Path) -> None:
    facts: dict[str, Any] = {k: v for k, v in PLAN.items() if k != "resource_changes"}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(facts))
    assert report_of_files([file], environment="x").empty


# The table of this repository ------------------------------------------------------------------------------

RESTARTED = "kubectl.kubernetes.io/restartedAt"


def _pods(restarted: str) -> dict[str, Any]:
    return {"spec": [{"template": [{"metadata": [{"annotations": {RESTARTED: restarted}}]}]}]}


def _written(folder: Path, facts: dict[str, Any], name: str = "plan.json") -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(facts))
    return file


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("azurerm_storage_account.x", {"tags": {"team": "a"}}, {"tags": {"team": "b"}}),
        ("azurerm_postgresql_flexible_server.x", {"zone": "1"}, {"zone": "2"}),
        ("kubernetes_deployment_v1.x", _pods("a"), _pods("b")),
    ],
)
def test_a_planned_change_of_another_project_is_never_hidden(
    tmp_path: Path, address: str, before: object, after: object
) -> None:
    theirs = _written(tmp_path, plan(resource(address, "update", before=before, after=after)), "theirs.json")
    report = report_of_files([theirs, _written(tmp_path, plan(), "empty.json")], environment="x")
    assert [change.address for change in report.planned[0].changes.planned] == [address]
    assert len({*report.fingerprints.values()}) == 2


ACCOUNT = "azurerm_storage_account.x"


def _drift_paths(
    folder: Path,
    expressions: object,
    before: object,
    after: object,
    *,
    address: str = ACCOUNT,
    module: str = "",
) -> list[str]:
    entry = {**resource(address, "update", before=before, after=after), "address": f"{module}{address}[0]"}
    root: dict[str, Any] = {"resources": [{"address": address, "expressions": expressions}]}
    if module:
        root = {"module_calls": {"a": {"module": root}}}
    facts = {**plan(drift=(entry,)), "configuration": {"root_module": root}}
    (change,) = report_of_files([_written(folder, facts)], environment="x").planned
    return [attribute.path for one in change.changes.outside for attribute in one.attributes]


@pytest.mark.parametrize("module", ["", 'module.a["x.y"].'])
@pytest.mark.parametrize("after", [{}, {"team": "b"}])
@pytest.mark.parametrize("expression", [{"constant_value": {"team": "a"}}, {"references": ["local.tags"]}])
def test_a_tag_that_the_configuration_sets_is_drift_when_it_changes_or_goes(
    tmp_path: Path, expression: object, after: dict[str, str], module: str
) -> None:
    before, now = {"tags": {"team": "a"}}, {"tags": after}
    assert "tags.team" in _drift_paths(tmp_path, {"tags": expression}, before, now, module=module)


@pytest.mark.parametrize("tags", [{"constant_value": {"team": "a"}}, {"references": ["local.tags"]}, {}])
def test_a_tag_that_a_policy_adds_is_no_drift_of_another_project(tmp_path: Path, tags: object) -> None:
    before, after = {"tags": {"team": "a"}}, {"tags": {"team": "a", "made-by": "policy"}}
    assert _drift_paths(tmp_path, {"tags": tags}, before, after) == []


def test_a_field_of_a_block_is_drift_where_the_configuration_sets_it(tmp_path: Path) -> None:
    def expressions(annotations: dict[str, Any]) -> dict[str, Any]:
        return {"spec": [{"template": [{"metadata": [annotations]}]}]}

    address, before, after = "kubernetes_deployment_v1.x", _pods("a"), _pods("b")
    set_there = expressions({"annotations": {"constant_value": {RESTARTED: "a"}}})
    assert _drift_paths(tmp_path, set_there, before, after, address=address) != []
    assert _drift_paths(tmp_path, expressions({}), before, after, address=address) == []


def test_inline_subnets_are_drift_where_the_configuration_sets_them(tmp_path: Path) -> None:
    expressions = {"subnet": [{"name": {"constant_value": "web"}}]}
    before, after = ({"name": "v", "subnet": [{"name": name}]} for name in ("web", "changed"))
    network = "azurerm_virtual_network.x"
    assert _drift_paths(tmp_path, expressions, before, after, address=network) != []


# Names ------------------------------------------------------------------------------------------------------


def test_files_of_one_name_are_named_with_the_folders_that_distinguish_them(tmp_path: Path) -> None:
    files = [_written(tmp_path, PLAN, name) for name in ("net/plan.json", "shop/Plan.json", "other.json")]
    assert list(report_of_files(files, environment="x").fingerprints) == ["net-plan", "shop-Plan", "other"]


@pytest.mark.parametrize("names", [("plan.json", "plan.json"), ("a b.json", "a-b.json")])
def test_files_that_no_folder_distinguishes_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    files = [_written(tmp_path, PLAN, name) for name in names]
    with pytest.raises(PlanFileError, match="two plans have the name") as refused:
        report_of_files(files, environment="x")
    assert refused.value.exit_code == ExitCode.USAGE
    assert all(str(file) in str(refused.value.where) for file in files)


# Odd plans --------------------------------------------------------------------------------------------------

NETWORK, POOL = "azurerm_virtual_network.x", "kubernetes_deployment_v1.x"
TAGGED = resource(ACCOUNT, "update", before={"tags": {"q": "1"}}, after={"tags": {"q": "2"}})
SCALED = resource(POOL, "update", before={"spec": [{"replicas": "1"}]}, after={"spec": [{"replicas": "2"}]})
SUBNETS = resource(
    NETWORK, "update", before={"name": "v", "subnet": ["a"]}, after={"name": "v", "subnet": ["b"]}
)
NO_BEFORE = {"address": ACCOUNT, "type": "azurerm_storage_account", "change": {"actions": ["update"]}}


@pytest.mark.parametrize(
    ("entry", "facts"),
    [
        (TAGGED, {"configuration": {"root_module": {"resources": [{"address": ACCOUNT}]}}}),
        (TAGGED, {"configuration": None}),
        (TAGGED, {"variables": None}),
        (SCALED, {"prior_state": None, "planned_values": None}),
        (TAGGED, {"variables": {"x": None}, "configuration": {"root_module": {"variables": {"x": None}}}}),
        (SUBNETS, {}),
        (NO_BEFORE, {}),
    ],
)
def test_an_odd_plan_of_another_project_is_read(
    tmp_path: Path, entry: dict[str, Any], facts: dict[str, Any]
) -> None:
    file = _written(tmp_path, {**plan(entry, drift=(entry,)), **facts})
    (stack,) = report_of_files([file], environment="x").planned
    assert [change.address for change in stack.changes.planned] == [entry["address"]]


@pytest.mark.parametrize("depth", [400, 800, 3000])
def test_json_in_text_that_is_nested_too_deeply_is_plain_text(tmp_path: Path, depth: int) -> None:
    one, other = ('{"a":' * depth + value + "}" * depth for value in "12")
    entry = resource("aws_x.x", "update", before={"a": one}, after={"a": other})
    (stack,) = report_of_files([_written(tmp_path, plan(entry))], environment="x").planned
    (change,) = stack.changes.planned
    assert change.attributes


def test_one_and_true_are_two_values(tmp_path: Path) -> None:
    def manifest(value: object, generation: int) -> dict[str, Any]:
        return {"manifest": {"v": value}, "object": {"metadata": {"generation": generation}}}

    entry = resource("kubernetes_manifest.x", "update", before=manifest(True, 1), after=manifest(1, 2))
    (stack,) = report_of_files([_written(tmp_path, plan(entry, drift=(entry,)))], environment="x").planned
    for changes in (stack.changes.planned, stack.changes.outside):
        assert "manifest.v" in [attribute.path for attribute in changes[0].attributes]


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        (b"", "the file is empty", "terraform show -json"),
        (b" \n", "the file is empty", "terraform show -json"),
        ('{"a": "\u00e9"}'.encode("latin-1"), r"not in UTF-8 \(byte 0xe9 at position 7\)", "UTF-8"),
        (b'{"format_version": "1.2", "resource_ch', "cut off; it ends at line 1", "terraform show -json"),
        (b'{"format_version": "1.2",', "cut off; it ends at line 1", "terraform show -json"),
        (b"{} {}", "another text follows the plan at line 1, column 4", "terraform show -json"),
        (b"[]", "the JSON is a list, not a plan", "terraform show -json"),
        (b"null", "the JSON is null, not a plan", "terraform show -json"),
        (b"{}", "it has no format_version", "terraform show -json"),
        (b'{"format_version": 1.2}', "format_version is a number", "terraform show -json"),
        (b'{"format_version": "2.0", "resource_changes": []}', "format_version '2.0'", "ops"),
        (b'{"format_version": "1.2", "resource_changes": null}', "resource_changes is null", "terraform"),
        (b'{"a":' * 100_000, "nested too deeply", "hundreds of levels"),
    ],
)
def test_the_message_names_the_place_the_kind_of_value_and_the_remedy(
    tmp_path: Path, content: bytes, message: str, remedy: str
) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    with pytest.raises(PlanFileError, match=message) as refused:
        read_plan_file(file)
    assert str(file) in refused.value.where
    assert remedy in refused.value.remedy


@pytest.mark.parametrize("actions", [[], ["create", "create"], ["no-op", "delete"], ["explode"]])
def test_actions_that_terraform_does_not_have_are_refused(tmp_path: Path, actions: list[str]) -> None:
    file = _written(tmp_path, plan(resource("a.b", *actions)))
    with pytest.raises(PlanFileError, match=r"resource_changes\.0\.change\.actions: .* is no action"):
        read_plan_file(file)


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_value_of_a_resource_that_is_no_object_is_refused_without_the_value(
    tmp_path: Path, side: str
) -> None:
    file = _written(tmp_path, plan(resource("a.b", "update", **{side: "hunter2"})))
    with pytest.raises(PlanFileError, match=f"{side} is a text") as refused:
        read_plan_file(file)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("empty", [[], {}, None])
def test_an_attribute_that_the_state_does_not_have_and_that_is_empty_is_no_drift(
    tmp_path: Path, empty: object
) -> None:
    entry = resource("aws_x.x", "update", before={"a": 1}, after={"a": 1, "b": empty})
    assert report_of_files([_written(tmp_path, plan(drift=(entry,)))], environment="x").empty


def test_an_empty_list_in_a_manifest_and_an_empty_block_are_drift_that_is_shown(tmp_path: Path) -> None:
    inside = resource(
        "kubernetes_manifest.x", "update", before={"manifest": {}}, after={"manifest": {"b": []}}
    )
    block = resource("aws_x.x", "update", before={"a": 1}, after={"a": 1, "b": [{}]})
    (stack,) = report_of_files([_written(tmp_path, plan(drift=(inside, block)))], environment="x").planned
    paths = [attribute.path for change in stack.changes.outside for attribute in change.attributes]
    assert paths == ["b", "manifest.b"]
