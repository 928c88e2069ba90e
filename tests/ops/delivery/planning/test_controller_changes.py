from ops.delivery.planning.changes import read_changes, without_controller_changes
from tests.ops.delivery.planning.plans import plan, resource

WEB = "kubernetes_deployment_v1.web"


def _told(*drift: dict[str, object]) -> list[tuple[str, list[str]]]:
    changes = without_controller_changes(read_changes("app", plan(drift=drift)).outside)
    return [(change.address, [attribute.path for attribute in change.attributes]) for change in changes]


def _spec(replicas: int, image: str = "a", version: str = "1") -> dict[str, object]:
    return {"metadata": [{"resource_version": version}], "spec": [{"replicas": replicas, "image": image}]}


def test_replicas_that_the_autoscaler_has_moved_are_no_change_of_anybody() -> None:
    assert _told(resource(WEB, "update", before=_spec(2), after=_spec(4, version="2"))) == []


def test_what_somebody_changed_besides_is_told_alone() -> None:
    assert _told(resource(WEB, "update", before=_spec(2), after=_spec(4, image="b"))) == [
        (WEB, ["spec.image"])
    ]


def test_replicas_of_what_no_autoscaler_rules_are_told() -> None:
    address = "kubernetes_stateful_set_v1.db"
    assert _told(resource(address, "update", before=_spec(2), after=_spec(4))) == [
        (address, ["spec.replicas"])
    ]


def test_something_that_was_deleted_is_told() -> None:
    assert _told(resource(WEB, "delete", before=_spec(2))) != []
