import pytest

from ops.delivery.planning.normal_form import effect
from ops.delivery.planning.values import AttributeChange, changed_attributes


def test_only_what_differs_is_returned_with_blocks_of_one_written_plainly() -> None:
    change = {
        "before": {"spec": [{"image": "a", "port": 80}], "name": "x"},
        "after": {"spec": [{"image": "b", "port": 80}], "name": "x"},
    }
    assert changed_attributes(change) == (AttributeChange(path="spec.image", before="a", after="b"),)


def test_entries_of_a_longer_list_are_told_apart() -> None:
    change = {"before": {"tags": ["a", "b"]}, "after": {"tags": ["a", "c"]}}
    assert changed_attributes(change) == (AttributeChange(path="tags[1]", before="b", after="c"),)


def test_a_list_that_gets_a_second_entry_keeps_its_first_one() -> None:
    change = {"before": {"rule": [{"port": 80}]}, "after": {"rule": [{"port": 80}, {"port": 443}]}}
    assert changed_attributes(change) == (AttributeChange(path="rule[1].port", before=None, after="443"),)


ENV = [{"name": "HOST", "value": "a"}, {"name": "PORT", "value": "1"}]


def test_one_more_named_entry_moves_no_other() -> None:
    change = {"before": {"env": ENV}, "after": {"env": [{"name": "DEBUG", "value": "on"}, *ENV]}}
    assert changed_attributes(change) == (
        AttributeChange(path="env[DEBUG].name", before=None, after="DEBUG"),
        AttributeChange(path="env[DEBUG].value", before=None, after="on"),
    )


def test_a_value_that_is_not_known_yet_is_that_of_the_named_entry() -> None:
    after = [ENV[0], {"name": "PORT"}]
    change = {
        "before": {"env": ENV},
        "after": {"env": after},
        "after_unknown": {"env": [{}, {"value": True}]},
    }
    assert changed_attributes(change) == (
        AttributeChange(path="env[PORT].value", before="1", after="(known after apply)"),
    )


def test_a_mark_of_terraform_stays_with_its_entry_when_another_comes_before_it() -> None:
    change = {
        "before": {"env": ENV},
        "after": {"env": [{"name": "DEBUG", "value": "on"}, ENV[0], {"name": "PORT", "value": "2"}]},
        "before_sensitive": {"env": [{}, {"value": True}]},
        "after_sensitive": {"env": [{}, {}, {"value": True}]},
    }
    assert AttributeChange(path="env[PORT].value", before="(sensitive)", after="(sensitive)") in (
        changed_attributes(change)
    )


def test_a_single_entry_that_gets_another_name_is_one_change() -> None:
    change = {"before": {"pool": [{"name": "a", "size": 1}]}, "after": {"pool": [{"name": "b", "size": 1}]}}
    assert changed_attributes(change) == (AttributeChange(path="pool.name", before="a", after="b"),)


def test_another_order_of_named_entries_is_still_a_change_to_see_and_to_fingerprint() -> None:
    change = {"before": {"env": ENV}, "after": {"env": ENV[::-1]}}
    assert {told.path for told in changed_attributes(change)} == {
        "env[0].name",
        "env[0].value",
        "env[1].name",
        "env[1].value",
    }
    assert effect({"actions": ["update"], **change})[("env", 0, "name")] == "PORT"


def test_entries_that_share_a_name_are_told_apart_by_their_place() -> None:
    rules = [{"name": "web", "port": 80}, {"name": "web", "port": 443}]
    change = {"before": {"rule": rules}, "after": {"rule": [rules[0], {"name": "web", "port": 8443}]}}
    assert changed_attributes(change) == (AttributeChange(path="rule[1].port", before="443", after="8443"),)


def test_a_block_within_the_second_entry_of_a_list_is_still_written_plainly() -> None:
    change = {
        "before": {"rule": [{"to": [{"port": 80}]}, {"to": [{"port": 443}]}]},
        "after": {"rule": [{"to": [{"port": 80}]}, {"to": [{"port": 8443}]}]},
    }
    assert changed_attributes(change) == (
        AttributeChange(path="rule[1].to.port", before="443", after="8443"),
    )


def test_added_and_removed_attributes_have_nothing_on_the_other_side() -> None:
    change = {"before": {"old": 1}, "after": {"new": True}}
    assert changed_attributes(change) == (
        AttributeChange(path="new", before=None, after="true"),
        AttributeChange(path="old", before="1", after=None),
    )


def test_a_value_that_is_known_only_later_says_so() -> None:
    change = {"before": None, "after": {"name": "x"}, "after_unknown": {"id": True, "tags": {}}}
    assert AttributeChange(path="id", before=None, after="(known after apply)") in changed_attributes(change)


def test_what_is_below_a_value_that_is_known_only_later_is_not_told_as_taken_away() -> None:
    change = {"before": {"metadata": [{"revision": 1}]}, "after": {}, "after_unknown": {"metadata": True}}
    assert changed_attributes(change) == (
        AttributeChange(path="metadata", before="…", after="(known after apply)"),
    )


def test_a_json_object_is_compared_value_by_value_and_the_order_of_its_keys_is_nothing() -> None:
    before = '{"proxy": {"cpu": "50m", "memory": "1Gi"}, "replicas": 2}'
    after = '{\n "replicas": 2,\n "proxy": {"memory": "1Gi", "cpu": "25m", "tier": "x"}\n}'
    assert changed_attributes({"before": {"values": [before]}, "after": {"values": [after]}}) == (
        AttributeChange(path="values.proxy.cpu", before="50m", after="25m"),
        AttributeChange(path="values.proxy.tier", before=None, after="x"),
    )


def test_a_json_object_that_is_only_written_differently_still_counts_as_changed() -> None:
    change = {"before": {"values": '{"a": 1}'}, "after": {"values": '{"a":1}'}}
    assert changed_attributes(change) == (AttributeChange(path="values", before='{"a": 1}', after='{"a":1}'),)


def test_a_sensitive_json_object_is_not_opened() -> None:
    change = {
        "before": {"values": '{"dsn": "hunter1"}'},
        "after": {"values": '{"dsn": "hunter2"}'},
        "after_sensitive": {"values": True},
    }
    assert [told.after for told in changed_attributes(change)] == ["(sensitive)"]


def test_a_credential_within_a_json_object_is_masked() -> None:
    change = {"before": {"values": '{"password": "hunter1"}'}, "after": {"values": '{"password": "hunter2"}'}}
    assert changed_attributes(change) == (
        AttributeChange(path="values.password", before="(sensitive)", after="(sensitive)"),
    )


def test_text_that_only_begins_like_json_is_shown_as_it_is() -> None:
    change = {"before": {"note": "{a"}, "after": {"note": "{b"}}
    assert changed_attributes(change) == (AttributeChange(path="note", before="{a", after="{b"),)


def test_what_terraform_marks_as_sensitive_is_masked_but_still_seen_to_change() -> None:
    change = {
        "before": {"settings": {"dsn": "one"}},
        "after": {"settings": {"dsn": "two"}},
        "before_sensitive": {"settings": {"dsn": True}},
        "after_sensitive": {"settings": {"dsn": True}},
    }
    assert changed_attributes(change) == (
        AttributeChange(path="settings.dsn", before="(sensitive)", after="(sensitive)"),
    )


def test_a_whole_block_that_is_sensitive_is_masked_as_one() -> None:
    change = {"before": None, "after": {"kube": [{"host": "h"}]}, "after_sensitive": {"kube": True}}
    assert changed_attributes(change) == (AttributeChange(path="kube", before=None, after="(sensitive)"),)


def test_a_credential_that_nobody_marked_is_masked_by_its_shape() -> None:
    change = {"before": None, "after": {"endpoint": "amqp://user:hunter2@mq.example.com"}}
    assert changed_attributes(change)[0].after == "(sensitive)"


@pytest.mark.parametrize("values", [["hunter2"], ["hunter1", "hunter2"]])
def test_a_credential_in_a_list_is_masked_by_the_list_s_name(values: list[str]) -> None:
    change = {"before": None, "after": {"access_key": values}}
    assert {told.after for told in changed_attributes(change)} == {"(sensitive)"}


def test_raw_values_leave_out_what_a_refresh_found_and_nobody_changes() -> None:
    change = {"before": {"version": "17", "image": "a"}, "after": {"version": "17", "image": "b"}}
    assert effect({"actions": ["update"], **change}) == {("image",): "b"}
