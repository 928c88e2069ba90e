from pathlib import Path

from rehearsal.commands.review.versions import locked_differently, providers_changed
from tests.rehearsal.commands.review.stacks import stack


def _locks(folder: Path, *pins: str) -> Path:
    folder.mkdir()
    lines = (f"{pin} \\\n    --hash=sha256:00\n    # via something==9.9\n" for pin in pins)
    (folder / "requirements.lock").write_text("".join(lines))
    return folder


def test_what_synthesis_needs_is_compared_and_the_rest_is_not(tmp_path: Path) -> None:
    base = _locks(tmp_path / "base", "cdktf-cdktf-provider-helm==12.1.1", "constructs==10.4.0", "rich==14.0")
    head = _locks(tmp_path / "head", "cdktf-cdktf-provider-helm==12.1.2", "constructs==10.4.0", "rich==15.0")
    assert locked_differently(base, head) == ("cdktf-cdktf-provider-helm 12.1.1 -> 12.1.2",)


def test_a_package_that_only_one_of_them_locks_is_named(tmp_path: Path) -> None:
    base = _locks(tmp_path / "base", "cdktf-cdktf-provider-random==1.0")
    head = _locks(tmp_path / "head", "pydantic==2.11")
    assert locked_differently(base, head) == (
        "cdktf-cdktf-provider-random 1.0 -> none",
        "pydantic none -> 2.11",
    )


def test_a_commit_without_a_lock_file_locks_nothing(tmp_path: Path) -> None:
    assert locked_differently(tmp_path, tmp_path) == ()


def test_a_provider_whose_version_differs_is_named_once(tmp_path: Path) -> None:
    base = [stack("addons", helm="3.1.0"), stack("app", kubernetes="2.38.0")]
    head = [stack("addons", helm="3.1.1"), stack("app", kubernetes="2.38.0", helm="3.1.1", azurerm="4.0.0")]
    assert providers_changed(base, head) == ("helm 3.1.0 -> 3.1.1",)
