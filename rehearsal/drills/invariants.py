"""What must hold after every drill."""

import re
import time
from collections.abc import Sequence
from typing import Final

from azure.storage.blob import ContainerClient

from ops.clients.azure.state_container import open_state_container
from ops.common.errors import ExitCode
from ops.delivery.releases.lease import find_holder
from ops.delivery.releases.release import BrokenRelease, Outcome, Release
from ops.delivery.releases.store import ReleaseStore
from rehearsal.drills.agreement import differences
from rehearsal.drills.command_run import CommandRun, commands_in, confirmed
from rehearsal.drills.left_behind import secrets_in_files
from rehearsal.drills.scene import ENVIRONMENT, Scene
from rehearsal.provider.fork_client import stop_fork_servers

# A deployment that fails names what to do; after so many times it has to succeed.
_ATTEMPTS: Final = 5
_SHOWN: Final = 3
_ENDS_WITHIN_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.2


def check_afterwards(scene: Scene) -> None:
    """Follow what the messages say until a deployment succeeds, and check everything that must hold."""
    last = _recover(scene)
    check_messages(scene)
    if not (last and changed_nothing(scene, last)):
        _check_empty_plan(scene)
    with open_state_container(scene.stacks[0].backend, environment=scene.environment) as container:
        _check_locks(scene, container)
        check_releases(scene, list(ReleaseStore(container, environment=ENVIRONMENT).records()))
    found = differences(scene)
    scene.expect("states and cloud agree", holds=not found, detail=_listed(found))
    _check_nothing_left(scene)


def _recover(scene: Scene) -> CommandRun | None:
    """Deploy; where that fails, run the commands that the message names, and deploy again.

    The message of the drill's last command comes first. Returns the deployment that succeeded.
    """
    if scene.commands and scene.commands[-1].failed:
        _follow(scene, scene.commands[-1])
    for _attempt in range(_ATTEMPTS):
        done = scene.deploy()
        if done.code == 0:
            scene.expect("the next deployment succeeds, by what the messages say", holds=True)
            return done
        _follow(scene, done)
    scene.expect("the next deployment succeeds, by what the messages say", holds=False, detail=_end_of(done))
    return None


def _follow(scene: Scene, failed: CommandRun) -> None:
    """Run each command that a message names, and those that their output names in turn."""
    waiting = list(failed.remedies)
    seen = set()
    while waiting:
        line = waiting.pop(0)
        if line in seen:
            continue
        seen.add(line)
        done = scene.run(confirmed(line))
        waiting += done.remedies if done.failed else commands_in(done.output)


def check_messages(scene: Scene) -> None:
    """Check each message: what failed, what to do, and no traceback."""
    for run in scene.commands:
        if "Traceback (most recent call last)" in run.output:
            scene.expect(f"`{run.line}` ends without a traceback", holds=False, detail=_end_of(run))
        if run.failed and run.line.startswith(("ops ", "rehearse ")):
            complete = "error: " in run.output and "remedy: " in run.output
            scene.expect(
                f"the message of `{run.line}` names cause and remedy", holds=complete, detail=_end_of(run)
            )
        if run.code == ExitCode.LOCKED:
            scene.expect(
                "a lock's message names its holder or its lack", holds=_names_holder(run), detail=_end_of(run)
            )


def _names_holder(run: CommandRun) -> bool:
    return any(words in run.output for words in ("locked by ", "deployed by ", "leased without", "held by "))


def changed_nothing(scene: Scene, deployment: CommandRun) -> bool:
    """Return whether the plan of each stack of a deployment was empty: a further plan is the same plan."""
    deployed = scene.scope or tuple(stack.name for stack in scene.stacks)
    return all(re.search(rf"✓ {name} +no changes", deployment.output) for name in deployed)


def _check_empty_plan(scene: Scene) -> None:
    done = scene.run(" ".join(["ops plan", *scene.scope]))
    scene.expect(
        "a further plan is empty", holds=done.code == 0 and "no changes" in done.output, detail=_end_of(done)
    )


def _check_locks(scene: Scene, container: ContainerClient) -> None:
    held = find_holder(container, environment=ENVIRONMENT)
    scene.expect("nobody holds the deployment lock", holds=held is None, detail=str(held))
    locked = [stack.name for stack in scene.stacks if scene.store.lock_of(stack.backend.key) is not None]
    scene.expect("no state is locked", holds=not locked, detail=", ".join(locked))


def check_releases(scene: Scene, records: Sequence[Release | BrokenRelease]) -> None:
    """Check that no release runs for ever, is lost, or is recorded as passed without a deployment."""
    releases = [record for record in records if isinstance(record, Release)]
    running = [release.id for release in releases if release.outcome is Outcome.RUNNING]
    scene.expect("no release runs for ever", holds=not running, detail=_listed(running))
    ids = {record.id for record in records}
    lost = [known for known in scene.known_releases if known not in ids]
    scene.expect("no release is lost", holds=not lost, detail=_listed(lost))
    new = [release for release in releases if release.id not in scene.known_releases]
    passed = [release.id for release in new if release.outcome is Outcome.PASSED]
    ended = [run for run in scene.commands if run.line.startswith(("ops deploy", "ops rollback"))]
    least = sum(run.code == 0 for run in ended)
    # A run that was killed or that rolled back may have recorded one.
    most = least + sum(
        run.code < 0 or run.code in (ExitCode.RELEASE_FAILED, ExitCode.FAILED) for run in ended
    )
    scene.expect(
        "a release is recorded as passed if and only if its deployment ended well",
        holds=least <= len(passed) <= most,
        detail=f"{len(passed)} recorded, {least} ended well",
    )


def _check_nothing_left(scene: Scene) -> None:
    stop_fork_servers(scene.home.root)
    deadline = time.monotonic() + _ENDS_WITHIN_SECONDS
    while (left := scene.processes()) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    scene.expect("no process is left", holds=not left, detail=_listed([str(process) for process in left]))
    scene.stop_store()
    found = secrets_in_files(scene)
    scene.expect("no file has the value of a secret", holds=not found, detail=_listed(found))


def _listed(items: Sequence[str]) -> str:
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return "; ".join(items[:_SHOWN]) + more


def _end_of(run: CommandRun) -> str:
    return f"`{run.line}` ended with {run.code}: …{run.output.strip()[-900:]}"
