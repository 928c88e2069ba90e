"""The command that builds components: its messages when a tool or a component is missing."""

from pathlib import Path

import pytest

from tools.components import build


@pytest.mark.parametrize(("name", "command"), [("helm", "go"), ("kafka", "mvn")])
def test_a_missing_tool_gives_one_message(
    name: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))

    assert build.main([name]) == 1

    assert f"error: the `{command}` command is missing" in capsys.readouterr().err


def test_an_unknown_component_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build.main(["kubectl"])

    message = capsys.readouterr().err
    assert "no component is called kubectl" in message
    assert "kube-apiserver" in message
