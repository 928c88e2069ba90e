"""Providers of an earlier run, taken over instead of installed again."""

import json
from pathlib import Path

from ops.delivery.provider_reuse import reuse_providers

PACKAGE = Path(".terraform/providers/registry.terraform.io/hashicorp/helm/3.0.0/linux_amd64/provider")


def _stack(folder: Path, *, version: str = "3.0.0") -> Path:
    folder.mkdir(parents=True)
    required = {"helm": {"source": "hashicorp/helm", "version": version}}
    (folder / "cdk.tf.json").write_text(json.dumps({"terraform": {"required_providers": required}}))
    return folder


def _initialized(folder: Path, *, version: str = "3.0.0", content: str = "program") -> Path:
    _stack(folder, version=version)
    (folder / PACKAGE).parent.mkdir(parents=True)
    (folder / PACKAGE).write_text(content)
    (folder / ".terraform" / "terraform.tfstate").write_text("{}")
    (folder / ".terraform.lock.hcl").write_text("lock")
    return folder


def test_packages_are_linked_and_the_lock_is_copied(tmp_path: Path) -> None:
    earlier, folder = _initialized(tmp_path / "earlier"), _stack(tmp_path / "new")
    assert reuse_providers(folder, earlier=[tmp_path / "removed", earlier])
    assert (folder / PACKAGE).samefile(earlier / PACKAGE)
    assert (folder / ".terraform.lock.hcl").read_text() == "lock"
    assert not (folder / ".terraform.lock.hcl").samefile(earlier / ".terraform.lock.hcl")


def test_the_backend_of_the_earlier_run_is_not_taken_over(tmp_path: Path) -> None:
    folder = _stack(tmp_path / "new")
    reuse_providers(folder, earlier=[_initialized(tmp_path / "earlier")])
    assert not (folder / ".terraform" / "terraform.tfstate").exists()


def test_other_versions_are_not_taken_over(tmp_path: Path) -> None:
    folder = _stack(tmp_path / "new", version="3.1.0")
    assert not reuse_providers(folder, earlier=[_initialized(tmp_path / "earlier")])
    assert not (folder / ".terraform.lock.hcl").exists()


def test_a_run_whose_installation_did_not_end_is_passed_over(tmp_path: Path) -> None:
    unfinished = _initialized(tmp_path / "unfinished", content="half")
    (unfinished / ".terraform.lock.hcl").unlink()
    folder = _stack(tmp_path / "new")
    assert reuse_providers(folder, earlier=[unfinished, _initialized(tmp_path / "earlier")])
    assert (folder / PACKAGE).read_text() == "program"
