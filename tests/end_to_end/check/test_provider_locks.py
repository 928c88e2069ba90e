"""`ops providers lock` with the real Terraform against a mirror: what it writes is what `init` accepts."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contract import provider_locks
from contract.stacks import StackName
from ops.cli import app
from ops.common.errors import ExitCode
from ops.common.simulation import SIMULATED_VARIABLE
from ops.delivery.workspace import HOME_VARIABLE
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.synthesis.stacks import synthesize
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.lock_file import read_lock_file
from rehearsal.common.home import Home
from rehearsal.provider.mirror import PYTHON_VARIABLE, write_mirror
from tests.end_to_end.check.network_mirror import NetworkMirror, configuration, distinct, network_mirror

OTHER_PLATFORM = "darwin_arm64"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A mirror with the stand-ins as packages, and a folder in place of the repository's lock files."""

    mirror: NetworkMirror
    kept: Path
    home: Path
    providers: list[RequiredProvider]

    def lock(self, *options: str) -> Result:
        """Run `ops providers lock` with the mirror, for this machine's platform and another one."""
        platforms = ["--platform", find_engine().platform, "--platform", OTHER_PLATFORM]
        chosen = ["--mirror", self.mirror.address, *platforms, *options]
        return CliRunner().invoke(app, ["providers", "lock", *chosen])

    def check(self) -> Result:
        """Run `ops check` as on a new machine: nothing is installed."""
        shutil.rmtree(self.home, ignore_errors=True)
        return CliRunner().invoke(app, ["check", "--environment", "budget", "--providers", "mirror"])

    def files(self) -> dict[str, bytes]:
        """Return the kept lock files."""
        return {
            path.parent.name: path.read_bytes() for path in self.kept.glob(f"*/{provider_locks.LOCK_FILE}")
        }

    def replace_package(self) -> None:
        """Serve another program as the kubernetes provider, listed by its mirror as if it were right."""
        provider = next(p for p in self.providers if p.source.endswith("/kubernetes"))
        self.mirror.add(
            provider, packages={find_engine().platform: b"#!/bin/sh\nexit 1\n", OTHER_PLATFORM: b"other"}
        )


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    home = Home(root=tmp_path / "rehearsal")
    # The environments need different providers.
    stacks = [
        stack
        for environment in ("budget", "production")
        for stack in synthesize(environment=environment, out=home.root / environment)
    ]
    platform = find_engine().platform
    write_mirror(home, stacks=stacks, platform=platform)
    kept = tmp_path / "stacks"
    for stack in StackName:
        (kept / stack).mkdir(parents=True)
    monkeypatch.setattr(provider_locks, "_STACKS", kept)
    with network_mirror(tmp_path / "tls") as mirror:
        for provider in distinct(provider for stack in stacks for provider in stack.providers):
            (program,) = (home.mirror / provider.source).glob(f"*/{platform}/*")
            mirror.add(
                provider, packages={platform: program.read_bytes(), OTHER_PLATFORM: b"of another machine"}
            )
        settings = tmp_path / "terraformrc"
        settings.write_text(configuration(mirror))
        variables = {
            HOME_VARIABLE: str(tmp_path / "ops"),
            PYTHON_VARIABLE: sys.executable,
            "REHEARSAL_HOME": str(home.root),
            "SSL_CERT_FILE": str(mirror.certificate),
            "TF_CLI_CONFIG_FILE": str(settings),
        }
        monkeypatch.delenv(SIMULATED_VARIABLE, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield Setting(
            mirror=mirror,
            kept=kept,
            home=tmp_path / "ops",
            providers=distinct(provider for stack in stacks for provider in stack.providers),
        )


def test_what_is_locked_is_what_init_accepts_and_another_package_is_refused(setting: Setting) -> None:
    locked = setting.lock()
    assert locked.exit_code == 0, locked.output
    assert "stacks/app/.terraform.lock.hcl: written" in locked.output
    for stack in StackName:
        entries = read_lock_file(setting.kept / stack / provider_locks.LOCK_FILE)
        assert entries
        # Of the unpacked package, for each platform. A mirror signs nothing: Terraform records no `zh:`.
        assert [sorted(c[:3] for c in entry.checksums) for entry in entries.values()] == [
            ["h1:", "h1:"]
        ] * len(entries)

    accepted = setting.check()
    assert accepted.exit_code == 0, accepted.output
    assert "has no checksums" not in accepted.output

    again = setting.lock("--verify")
    assert again.exit_code == 0, again.output
    assert again.output.count("unchanged") == len(StackName)

    setting.replace_package()
    before = setting.files()
    refused = setting.check()
    assert refused.exit_code == ExitCode.FAILED
    assert "kubernetes" in str(refused.exception)
    assert "checksums" in str(refused.exception)

    relocked = setting.lock()
    assert relocked.exit_code == ExitCode.FAILED
    assert "stacks/app/.terraform.lock.hcl" in str(relocked.exception)
    assert "The package was replaced since it was locked" in str(relocked.exception)
    assert setting.files() == before


def test_without_kept_checksums_another_package_would_be_taken(setting: Setting) -> None:
    """The control: it is the lock file that refuses it."""
    setting.replace_package()
    taken = setting.check()
    assert "checksums" not in str(taken.exception)
    assert "stacks/app/.terraform.lock.hcl has no checksums of" in taken.output


def test_a_registry_that_does_not_answer_leaves_every_file_as_it_is(setting: Setting) -> None:
    assert setting.lock().exit_code == 0
    before = setting.files()
    setting.mirror.files.clear()
    failed = setting.lock()
    assert failed.exit_code == ExitCode.FAILED
    assert "nothing was written" in str(failed.exception)
    assert setting.files() == before


def test_a_rehearsal_renews_nothing(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATED_VARIABLE, "1")
    refused = setting.lock()
    assert getattr(refused.exception, "exit_code", None) == ExitCode.USAGE
    assert setting.files() == {}
    assert setting.mirror.asked == []
