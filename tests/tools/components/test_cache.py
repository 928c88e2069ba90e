"""The cache of built components: each is built once, and a failed build leaves nothing behind."""

import threading
from pathlib import Path

import pytest

from tools.components.cache import CannotBuildError, digest_of, made_once


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_concurrent_requests_build_an_entry_once() -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("content")

    threads = [
        threading.Thread(target=made_once, kwargs={"name": "thing", "digest": "1", "make": make})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1
    assert (made_once(name="thing", digest="1", make=make) / "file").read_text() == "content"


def test_a_failed_build_leaves_nothing_behind(empty_cache: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise CannotBuildError("no")

    with pytest.raises(CannotBuildError):
        made_once(name="thing", digest="1", make=fail)

    assert list(empty_cache.rglob("half")) == []


def test_a_digest_changes_with_content_names_and_facts(tmp_path: Path) -> None:
    file = tmp_path / "go.mod"
    file.write_text("one")
    first = digest_of(folder=tmp_path, facts=["go1"])
    assert digest_of(folder=tmp_path, facts=["go2"]) != first

    file.write_text("two")
    changed = digest_of(folder=tmp_path, facts=["go1"])
    assert changed != first

    file.rename(tmp_path / "go.sum")
    assert digest_of(folder=tmp_path, facts=["go1"]) not in {first, changed}
