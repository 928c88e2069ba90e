from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.delivery.deployment.gate import NotReviewedError, require_reviewed
from ops.delivery.planning.fingerprint import fingerprint
from tests.ops.delivery.planning.network_policies import EVERYBODY, NOBODY, created
from tests.ops.delivery.planning.plans import plan, resource


def _deployment(*, image: str, revision: str = "1", cpu: str = "250m") -> dict[str, Any]:
    def version(image: str, revision: str, cpu: str) -> dict[str, Any]:
        return {
            "spec": [
                {
                    "template": [
                        {
                            "metadata": [{"annotations": {"secret-revision/database-credentials": revision}}],
                            "spec": [{"container": [{"image": image, "cpu": cpu}]}],
                        }
                    ]
                }
            ]
        }

    return resource(
        "kubernetes_deployment_v1.web",
        "update",
        before=version("app:1", "1", "100m"),
        after=version(image, revision, cpu),
    )


REVIEWED = plan(_deployment(image="app:1"))


def _gate(release: dict[str, Any], *, before: dict[str, Any] = REVIEWED) -> None:
    require_reviewed("app", reviewed=[fingerprint(REVIEWED)], before=before, release=release)


def test_the_reviewed_plan_passes() -> None:
    _gate(REVIEWED)


def test_a_release_may_change_images_secret_revisions_and_migration_jobs() -> None:
    job = resource(
        "kubernetes_job_v1.migration", "delete", "create", before={"image": "1"}, after={"image": "2"}
    )
    secret = resource(
        "kubernetes_secret_v1.db", "update", before={"data_wo_revision": 1}, after={"data_wo_revision": 2}
    )
    _gate(plan(_deployment(image="app:2", revision="2"), job, secret))


def test_a_plan_that_nobody_reviewed_is_refused_with_both_fingerprints() -> None:
    changed = plan(_deployment(image="app:1", cpu="500m"))
    with pytest.raises(NotReviewedError) as error:
        _gate(changed, before=changed)
    assert error.value.exit_code == ExitCode.NOT_REVIEWED
    assert fingerprint(changed) in error.value.what
    assert fingerprint(REVIEWED) in error.value.what


@pytest.mark.parametrize(
    ("release", "named"),
    [
        (
            plan(_deployment(image="app:2", cpu="2")),
            "kubernetes_deployment_v1.web: spec.template.spec.container.cpu",
        ),
        (plan(_deployment(image="app:2"), resource("a.db", "delete", before={"x": 1})), "a.db: (destroyed)"),
        (plan(_deployment(image="app:2"), resource("a.new", "create", after={"name": "x"})), "a.new: name"),
        (plan(), "kubernetes_deployment_v1.web: spec.template.spec.container.cpu"),
        (
            plan(
                _deployment(image="app:1"),
                resource("kubernetes_secret_v1.db", "delete", "create", before={"data_wo_revision": 1}),
            ),
            "kubernetes_secret_v1.db: (replaced)",
        ),
    ],
)
def test_a_release_that_reaches_further_is_refused_and_says_where(
    release: dict[str, Any], named: str
) -> None:
    with pytest.raises(
        NotReviewedError, match="changes more of 'app' than images and secret revisions"
    ) as error:
        _gate(release)
    assert named in error.value.what


def test_a_policy_that_lets_everybody_in_is_not_the_reviewed_one_that_lets_nobody_in() -> None:
    reviewed, opened = plan(created(NOBODY)), plan(created(EVERYBODY))
    with pytest.raises(NotReviewedError, match="was not reviewed"):
        require_reviewed("app", reviewed=[fingerprint(reviewed)], before=opened, release=opened)
    with pytest.raises(NotReviewedError, match=r"spec\.ingress"):
        require_reviewed("app", reviewed=[fingerprint(reviewed)], before=reviewed, release=opened)


SECRET = "kubernetes_secret_v1.db"
SAME = {"before": {"x": 1}, "after": {"x": 1}}


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (resource(SECRET, "update", **SAME), "(updated without a visible attribute)"),
        (resource(SECRET, "forget", before={"x": 1}), "(forgotten)"),
        ({**resource(SECRET, "no-op", **SAME), "previous_address": "kubernetes_secret_v1.old"}, "(moved)"),
        (resource(SECRET, "no-op", importing={"id": "todo/db"}, **SAME), "(imported)"),
        (resource(SECRET, "update", before={"a": {"b": 1}}, after={"a": {"b": 1}, "a.b": 2}), "a.b"),
    ],
)
def test_a_release_that_adds_what_has_no_attribute_or_a_misleading_one_is_refused(
    entry: dict[str, Any], named: str
) -> None:
    with pytest.raises(NotReviewedError) as error:
        _gate(plan(_deployment(image="app:2"), entry))
    assert f"{SECRET}: {named}" in error.value.what
