"""Making components: once, shared, checked, and with one clear message where something is missing."""

import subprocess
import threading
from pathlib import Path

import pytest

from tools.components import build
from tools.components.cache import CannotBuildError, digest_of, made_once
from tools.components.go_programs import PROGRAMS, program
from tools.components.jars import check_sums


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_two_who_ask_at_once_get_what_was_made_once(empty_cache: Path) -> None:
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


def test_a_failed_make_leaves_nothing_behind(empty_cache: Path) -> None:
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


@pytest.mark.parametrize(("name", "command"), [("helm", "go"), ("kafka", "mvn")])
def test_a_missing_tool_gives_one_message(
    name: str,
    command: str,
    empty_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(empty_cache))

    assert build.main([name]) == 1

    assert f"error: the `{command}` command is missing" in capsys.readouterr().err


def test_an_unknown_component_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build.main(["kubelet"])

    message = capsys.readouterr().err
    assert "no component is called kubelet" in message
    assert "kube-apiserver" in message


def test_an_altered_archive_is_named(tmp_path: Path) -> None:
    archives = tmp_path / "archives"
    archives.mkdir()
    (archives / "good.jar").write_bytes(b"")
    (archives / "altered.jar").write_bytes(b"changed")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(f"{empty} good.jar\n{empty} altered.jar\n{empty} missing.jar\n")

    with pytest.raises(CannotBuildError, match=r"altered\.jar, missing\.jar$"):
        check_sums(folder=archives, sums=sums)


@pytest.mark.parametrize("name", sorted(name for name, recipe in PROGRAMS.items() if recipe.stamps))
def test_a_program_says_the_version_that_is_pinned(name: str) -> None:
    option = "version" if name == "helm" else "--version"

    said = subprocess.run([program(name), option], capture_output=True, text=True, check=True).stdout

    assert PROGRAMS[name].version in said


def test_a_program_can_be_linked_to_where_its_user_looks_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "bin"

    assert [build.main(["actionlint", "--link", str(folder)]) for _ in range(2)] == [0, 0]

    assert (folder / "actionlint").resolve() == program("actionlint")
