"""The kept checksums, and how they get into the folder of a run."""

import re
from pathlib import Path

import pytest

from contract import provider_locks
from contract.provider_locks import LOCK_FILE, kept_lock_file
from contract.stacks import StackName
from ops.delivery.provider_locks import pin_providers, without_checksums
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.terraform.lock_file import LockedProvider, read_lock_file, write_lock_file
from ops.engine.terraform.product import OPENTOFU, PRODUCTS
from tests.support.synthesis import ENVIRONMENTS, synthesized_document

HELM, REDPANDA = "registry.terraform.io/hashicorp/helm", "registry.terraform.io/redpanda-data/redpanda"


def _entry(source: str, version: str, *checksums: str) -> LockedProvider:
    return LockedProvider(source=source, version=version, constraints=version, checksums=frozenset(checksums))


def _required(source: str, version: str) -> RequiredProvider:
    return RequiredProvider(source=source, version=version)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(provider_locks, "_STACKS", tmp_path / "stacks")
    path = kept_lock_file("addons")
    path.parent.mkdir(parents=True)
    write_lock_file(path, {HELM: _entry(HELM, "3.1.1", "zh:01", "zh:02")})
    return path


@pytest.mark.parametrize("version", ["3.1.1", "= 3.1.1"])
def test_a_new_folder_gets_the_kept_checksums(tmp_path: Path, kept: Path, version: str) -> None:
    before = kept.read_bytes()
    pin_providers(tmp_path, stack="addons", required=[_required(HELM, version), _required(REDPANDA, "2.1.0")])
    assert read_lock_file(tmp_path / LOCK_FILE) == read_lock_file(kept)
    assert kept.read_bytes() == before


def test_the_checksums_of_one_registry_do_not_count_for_the_engine_of_another(
    tmp_path: Path, kept: Path
) -> None:
    required = [_required(HELM, "3.1.1")]
    pin_providers(tmp_path, stack="addons", required=required, product=OPENTOFU)
    assert not (tmp_path / LOCK_FILE).exists()
    assert without_checksums("addons", required, product=OPENTOFU) == tuple(required)

    address = OPENTOFU.address(HELM)
    write_lock_file(kept, {address: _entry(address, "3.1.1", "zh:03")})
    pin_providers(tmp_path, stack="addons", required=required, product=OPENTOFU)
    assert read_lock_file(tmp_path / LOCK_FILE)[address].checksums == {"zh:03"}
    assert without_checksums("addons", required, product=OPENTOFU) == ()
    assert without_checksums("addons", required) == tuple(required)


@pytest.mark.usefixtures("kept")
def test_what_terraform_added_on_this_machine_stays(tmp_path: Path) -> None:
    placed = {
        HELM: _entry(HELM, "3.1.1", "h1:here", "zh:01", "zh:02"),
        REDPANDA: _entry(REDPANDA, "2.1.0", "h1:first-use"),
    }
    write_lock_file(tmp_path / LOCK_FILE, placed)
    pin_providers(tmp_path, stack="addons", required=[_required(HELM, "3.1.1")])
    assert read_lock_file(tmp_path / LOCK_FILE) == placed


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("checksums", [("h1:of-another-package",), ("h1:of-another-package", "zh:01")])
def test_a_lock_without_all_kept_checksums_is_replaced(tmp_path: Path, checksums: tuple[str, ...]) -> None:
    write_lock_file(tmp_path / LOCK_FILE, {HELM: _entry(HELM, "3.1.1", *checksums)})
    pin_providers(tmp_path, stack="addons", required=[_required(HELM, "3.1.1")])
    assert read_lock_file(tmp_path / LOCK_FILE)[HELM].checksums == {"zh:01", "zh:02"}


@pytest.mark.usefixtures("kept")
def test_another_version_as_in_an_earlier_release_is_not_pinned(tmp_path: Path) -> None:
    earlier = [_required(HELM, "3.0.2")]
    pin_providers(tmp_path, stack="addons", required=earlier)
    assert not (tmp_path / LOCK_FILE).exists()
    assert without_checksums("addons", earlier) == tuple(earlier)


@pytest.mark.parametrize("stack", StackName)
def test_the_repositorys_checksums_belong_to_the_synthesized_versions(stack: str) -> None:
    wanted = {
        product.address(provider.source): provider.version
        for product in PRODUCTS
        for environment in ENVIRONMENTS
        for provider in synthesized_document(environment, stack).required_providers
    }
    entries = read_lock_file(kept_lock_file(stack))
    assert {source: entry.version for source, entry in entries.items()}.items() <= wanted.items()
    checksums = [checksum for entry in entries.values() for checksum in entry.checksums]
    assert [c for c in checksums if not re.fullmatch(r"zh:[0-9a-f]{64}|h1:[A-Za-z0-9+/]{43}=", c)] == []


def test_the_application_stack_is_wholly_locked() -> None:
    required = synthesized_document("production", "app").required_providers
    assert required
    assert any(without_checksums("app", required, product=product) == () for product in PRODUCTS)
