"""Releasing into a rehearsal: a second release, one that breaks, what was reviewed and what was not.

One rehearsal serves all tests, in their order: each begins where the one before has left the environment,
as an operator's day does. The site that is smoke-tested answers according to the image that the simulated
cluster runs, so that a rollback is seen to help.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.delivery.releases.store import ReleaseStore
from rehearsal.cloud.store import SimulatedCloud
from rehearsal.common.home import Home
from rehearsal.session import record
from tests.ops.clients.github.api import Api, running_api
from tests.ops.commands.github.plans import HEAD, MERGE, OLDER
from tests.support.rehearsals import Rehearsal, applied_rehearsal
from tests.support.state_store import container_of

DEPLOYMENT = "kubernetes_deployment_v1"
BROKEN = "broken"
ROLLBACK_SECONDS = 120


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, applied: Home) -> Iterator[Rehearsal]:
    """Yield a rehearsal with its first release."""
    with applied_rehearsal(tmp_path_factory.mktemp("releases"), applied) as made:
        yield made


@pytest.fixture(scope="module")
def url(day: Rehearsal) -> Iterator[str]:
    """Yield the public URL of what the simulated cluster runs."""
    with _site(day.home) as found:
        yield found


def _backend_image(home: Home) -> str:
    (backend,) = (
        item for item in SimulatedCloud(home.cloud).list_objects(DEPLOYMENT) if item.id == "todo/todo-backend"
    )
    template: Any = backend.attributes["spec"][0]["template"][0]
    image: str = template["spec"][0]["container"][0]["image"]
    return image


@contextmanager
def _site(home: Home) -> Iterator[str]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            healthy = not _backend_image(home).endswith(BROKEN)
            self.send_response(200 if healthy else 503)
            self.end_headers()
            self.wfile.write(b'{"status": "healthy"}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _releases(day: Rehearsal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(day.by_hand("ops releases --json").stdout)
    return found


def test_a_second_release_changes_the_images_and_is_recorded(day: Rehearsal, url: str) -> None:
    done = day.by_hand(f"ops deploy app --image-tag second --yes --url {url}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "todo-backend:second" in done.stdout
    newest, first = _releases(day)
    assert (newest["outcome"], first["outcome"]) == ("passed", "passed")
    assert newest["images"]["frontend_image"] == "hackathontodoacr.azurecr.io/todo-frontend:second"


def test_a_variable_that_is_left_in_the_shell_does_not_replace_what_is_live(day: Rehearsal, url: str) -> None:
    left = "TF_VAR_backend_image=registry.example.com/shop/todo-backend:old"
    done = day.by_hand(f"{left} ops deploy app --yes --url {url}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "which is not deployed" in done.stdout
    assert _backend_image(day.home).endswith(":second")


def test_a_release_that_fails_its_smoke_tests_is_rolled_back_by_itself(day: Rehearsal, url: str) -> None:
    started = time.monotonic()
    done = day.by_hand(f"ops deploy app --image-tag {BROKEN} --yes --url {url} --smoke-seconds 2")
    assert done.returncode == ExitCode.RELEASE_FAILED, done.stdout + done.stderr
    assert "backend healthy: HTTP 503, expected 200" in done.stderr
    rollback, failed, second, *_ = _releases(day)
    assert f"rolled back to {second['id']}" in done.stderr
    assert (failed["outcome"], rollback["outcome"]) == ("failed", "passed")
    assert rollback["rolls_back"] == failed["id"]
    assert _backend_image(day.home).endswith(":second")
    assert time.monotonic() - started < ROLLBACK_SECONDS


def test_what_changed_after_the_review_is_refused_and_nothing_is_applied(day: Rehearsal) -> None:
    reviewed = json.loads(day.by_hand("ops plan app --json").stdout)["fingerprints"]["app"]
    edited = day.rehearse("cloud", "set", "kubernetes_service_v1", "todo-backend", "spec.0.type", "NodePort")
    assert edited.returncode == 0, edited.stderr
    before = _releases(day)
    done = day.by_hand(f"ops deploy app --image-tag third --reviewed {reviewed}")
    assert done.returncode == ExitCode.NOT_REVIEWED, done.stdout + done.stderr
    assert f"the reviewed fingerprint is {reviewed}" in done.stderr
    assert _backend_image(day.home).endswith(":second")
    assert "nothing was changed, no release was recorded" in " ".join(done.stderr.split())
    assert _releases(day) == before


def test_the_reviewed_plan_may_bring_the_release_s_own_images(day: Rehearsal) -> None:
    reviewed = json.loads(day.by_hand("ops plan app --json").stdout)["fingerprints"]["app"]
    done = day.by_hand(f"ops deploy app --image-tag third --reviewed {reviewed}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _backend_image(day.home).endswith(":third")


def test_going_back_by_hand_takes_the_recorded_stack_of_the_release_before(day: Rehearsal, url: str) -> None:
    done = day.by_hand(f"ops rollback --yes --url {url}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _backend_image(day.home).endswith(":second")


def test_the_plan_of_a_merged_pull_request_opens_the_gate_and_a_direct_push_does_not(
    day: Rehearsal, tmp_path: Path
) -> None:
    edited = day.rehearse("cloud", "set", "kubernetes_service_v1", "todo-backend", "spec.0.type", "NodePort")
    assert edited.returncode == 0, edited.stderr
    deploy = "ops deploy app --image-tag third $(ops github reviewed --commit {} | sed 's/^/--reviewed /')"
    with running_api(Api()) as api:
        on_github = " ".join(f"export {name}={value};" for name, value in api.environ().items())
        api.add_pull(7, head=HEAD)
        plan = tmp_path / "plan.md"
        commented = day.by_hand(
            f"{on_github} ops plan --no-refresh --markdown {plan} && "
            f"ops github comment {plan} --pull-request 7 --head {HEAD}"
        )
        assert commented.returncode == 0, commented.stdout + commented.stderr
        pushed = day.by_hand(f"{on_github} {deploy.format(OLDER)}")
        assert pushed.returncode == ExitCode.NOT_REVIEWED, pushed.stdout + pushed.stderr
        assert "no reviewed plan" in pushed.stderr

        api.add_pull(7, head=HEAD, merged_as=MERGE)
        refused = day.by_hand(f"{on_github} {deploy.format(MERGE)}")
        assert refused.returncode == ExitCode.NOT_REVIEWED, refused.stdout + refused.stderr

        api.comments.clear()
        api.add_pull(7, head=HEAD)
        again = day.by_hand(
            f"{on_github} ops plan --markdown {plan} && "
            f"ops github comment {plan} --pull-request 7 --head {HEAD}"
        )
        assert again.returncode == 0, again.stdout + again.stderr
        api.add_pull(7, head=HEAD, merged_as=MERGE)
        merged = day.by_hand(f"{on_github} {deploy.format(MERGE)}")
        assert merged.returncode == 0, merged.stdout + merged.stderr
    assert _backend_image(day.home).endswith(":third")


def test_without_a_review_nobody_is_asked_in_a_script_and_nothing_is_done(day: Rehearsal) -> None:
    before = len(_releases(day))
    done = day.by_hand("ops deploy app --image-tag fourth")
    assert done.returncode == ExitCode.USAGE
    assert "--reviewed" in done.stderr
    assert len(_releases(day)) == before


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("ops rollback --yes --to 20200101T000000Z-0000000", ExitCode.FAILED, "there is no release"),
        ("ops deploy nope --yes", ExitCode.USAGE, "there is no stack 'nope'"),
        ("ops deploy app --yes --image-tag 'a b'", ExitCode.USAGE, "'a b' is not an image tag"),
        ("ops deploy app --yes --url nope", ExitCode.USAGE, "'nope' is not a URL; nothing was changed"),
        (
            "TF_VAR_backend_image=nope ops deploy app --yes",
            ExitCode.FAILED,
            "'nope' does not name a registry",
        ),
        ("ops deploy app --yes --image web=x/y:1", ExitCode.FAILED, "does not name a workload"),
        (
            "env -u TF_VAR_better_auth_secret ops deploy app --yes",
            ExitCode.MISSING_INPUT,
            "BETTER_AUTH_SECRET",
        ),
        (
            "ENVIRONMENT=nope ops releases",
            ExitCode.SYNTHESIS_FAILED,
            "there is no file tests/environments/reference/nope.yaml",
        ),
        ("OPS_STATE_ENDPOINT=https://127.0.0.1:9/x ops releases", ExitCode.FAILED, "does not answer"),
    ],
)
def test_a_mistake_gets_one_message_with_its_remedy(
    day: Rehearsal, command: str, code: int, said: str
) -> None:
    done = day.by_hand(command)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.timeout(600)
def test_four_rollbacks_in_a_row_go_on_across_automatic_ones(day: Rehearsal, url: str) -> None:
    before = _releases(day)[0]["images"]["backend_image"].rpartition(":")[2]
    for tag in ("v1", "v2", "v3", "v4"):
        deployed = day.by_hand(f"ops deploy app --image-tag {tag} --yes --url {url}")
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    for tag, failing_first in (("v3", True), ("v2", True), ("v1", False), (before, False)):
        if failing_first:
            failed = day.by_hand(f"ops deploy app --image-tag {BROKEN} --yes --url {url} --smoke-seconds 1")
            assert failed.returncode == ExitCode.RELEASE_FAILED, failed.stdout + failed.stderr
        done = day.by_hand(f"ops rollback --yes --url {url}")
        assert done.returncode == 0, done.stdout + done.stderr
        assert _backend_image(day.home).endswith(f":{tag}")


def test_a_rollback_shows_live_target_and_difference_and_asks(day: Rehearsal) -> None:
    live = _releases(day)[0]
    refused = day.by_hand("ops rollback --to v2")
    assert refused.returncode == ExitCode.USAGE, refused.stdout + refused.stderr
    assert "--yes" in refused.stderr
    assert live["id"] in refused.stdout
    image = live["images"]["backend_image"]
    repository = image.rpartition(":")[0]
    assert f"image   backend: {image} → {repository}:v2" in refused.stdout
    assert "stack   no difference" in refused.stdout
    assert _releases(day)[0] == live


def test_the_list_of_releases_keeps_its_ids_in_a_pipe_of_80_columns(day: Rehearsal) -> None:
    listed = day.by_hand("COLUMNS=80 ops releases | cat")
    assert listed.returncode == 0, listed.stderr
    releases = _releases(day)
    for number, release in enumerate(releases, start=1):
        assert re.search(rf"^ *{number} +{release['id']} ", listed.stdout, re.MULTILINE), listed.stdout
    (live,) = (line for line in listed.stdout.splitlines() if " live " in line)
    assert next(release["id"] for release in releases if release["outcome"] == "passed") in live


def test_a_first_release_that_fails_is_left_in_place_and_nothing_is_rolled_back(
    day: Rehearsal, url: str
) -> None:
    found = record.load(day.home)
    assert found
    with container_of(found.store(day.home)) as container:
        ReleaseStore(container, environment="production").set_aside(at=datetime.now(UTC))
    done = day.by_hand(f"ops deploy app --image-tag {BROKEN} --yes --url {url} --smoke-seconds 2")
    assert done.returncode == ExitCode.RELEASE_FAILED, done.stdout + done.stderr
    assert "plain HTTP: no certificate" in done.stdout + done.stderr
    assert "there is no earlier release to roll back to: the failed one is live" in done.stderr
    (only,) = _releases(day)
    assert (only["outcome"], only["rolls_back"]) == ("failed", None)
    assert _backend_image(day.home).endswith(BROKEN)
