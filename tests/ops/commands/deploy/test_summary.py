"""What `ops deploy` says above its question."""

import pytest
from rich.console import Console

from ops.commands.deploy.summary import ReleaseSummary, question, release_view
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.releases.images import ChosenImages
from ops.delivery.releases.inputs import release_inputs
from ops.delivery.releases.release import Release
from ops.delivery.secrets.secret import Secret
from tests.ops.delivery.planning.plans import plan, resource
from tests.ops.delivery.releases.test_inputs import a_release

KEY = b"key"
VALUE = "postgresql://a-value-that-is-never-shown"
NEW = "registry.example.com/todo-backend:8"


def _summary(
    image: str = NEW, *, value: str = VALUE, last: Release | None = None, uncertain: str = ""
) -> ReleaseSummary:
    chosen = ChosenImages(images={"backend_image": image}, sources={"backend_image": "--image-tag"})
    secret = Secret(name="database_url", value=value, source="DATABASE_URL")
    inputs = release_inputs({"database_url": secret}, images=chosen.images, key=KEY)
    return ReleaseSummary(chosen=chosen, inputs=inputs, last=last, uncertain=uncertain)


def _last(value: str = VALUE) -> Release:
    revision = Secret(name="database_url", value=value, source="").revision(KEY)
    return a_release().model_copy(update={"revisions": {"database_url_revision": revision}})


def _report(*entries: dict[str, object], unplanned: bool = False) -> PlanReport:
    changes = read_changes("app", plan(*entries))
    stacks: list[PlannedStack | UnplannedStack] = [PlannedStack(changes=changes, fingerprint="f")]
    if unplanned:
        stacks.append(UnplannedStack(name="addons", reason="no cluster"))
    return PlanReport(environment="staging", commit="abc", stacks=stacks)


def _shown(summary: ReleaseSummary, report: PlanReport | None = None) -> list[str]:
    console = Console(width=40)
    with console.capture() as capture:
        console.print(release_view(summary, report), soft_wrap=True)
    return capture.get().splitlines()


def test_each_image_is_named_from_and_to_with_its_origin() -> None:
    live = a_release().images["backend_image"]
    assert _shown(_summary(last=_last()))[0] == f"  image   backend: {live} → {NEW} (--image-tag)"
    assert _shown(_summary(live, last=_last()))[0] == f"  image   backend: {live}, unchanged (--image-tag)"
    assert _shown(_summary())[0] == f"  image   backend: (none) → {NEW} (--image-tag)"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (_last(), "secrets none of 1 changed"),
        (_last("another"), "secrets changed: DATABASE_URL (from DATABASE_URL)"),
        (None, "secrets new: DATABASE_URL (from DATABASE_URL)"),
        (a_release().model_copy(update={"revisions": {}}), "secrets new: DATABASE_URL (from DATABASE_URL)"),
    ],
)
def test_secrets_that_change_are_named_and_no_value_is_shown(last: Release | None, said: str) -> None:
    shown = _shown(_summary(last=last))
    assert shown[1] == f"  {said}"
    assert VALUE not in "".join(shown)


def test_after_a_failed_release_what_is_live_is_called_not_certain() -> None:
    shown = _shown(_summary(last=_last(), uncertain="the newest release, x, did not pass"))
    assert shown[-1] == (
        f"  live    not certain: the newest release, x, did not pass; compared with {_last().id}"
    )
    assert "not certain" not in "".join(_shown(_summary(last=_last())))


def test_what_is_replaced_destroyed_and_lost_stands_below_the_counts() -> None:
    report = _report(
        resource("azurerm_postgresql_flexible_server.db", "delete", "create", replace_paths=[["zone"]]),
        resource("azurerm_subnet.old", "delete"),
        resource("kubernetes_service_v1.web", "update", before={"a": 1}, after={"a": 2}),
        unplanned=True,
    )
    assert _shown(_summary(last=_last()), report)[2:] == [
        "  plan    app: 1 to replace, 1 to destroy, 1 to update",
        "  plan    addons: cannot be planned before the stacks it needs; applied unseen",
        "  replace azurerm_postgresql_flexible_server.db because of zone",
        "  destroy azurerm_subnet.old",
        "  DATA LOST: the database server azurerm_postgresql_flexible_server.db with all user data and its "
        "backups: Azure may keep the last one for 5 days, without a guarantee",
    ]


def test_the_question_names_what_happens() -> None:
    lost = _report(resource("redpanda_topic.tasks", "delete"))
    assert question("staging", _summary(last=_last("another")), lost) == (
        "Deploy to 'staging': 1 new image; 1 new secret; 1 to destroy; DATA IS LOST?"
    )
    live = a_release().images["backend_image"]
    assert question("staging", _summary(live, last=_last()), _report()) == (
        "Deploy to 'staging': nothing changes?"
    )
