"""`ops deploy` of a working tree that is not its commit."""

import pytest
import typer
from typer.testing import CliRunner

from ops.commands.deploy import command
from ops.delivery.releases.source import Source, UncommittedError

EDITED = Source(commit="0123abc" * 5, uncommitted=("environments/production.yaml",))


class _OpenedError(Exception):
    """The workspace was opened."""


def _open(**_: object) -> None:
    raise _OpenedError


@pytest.mark.parametrize(
    ("source", "workflow", "outcome"),
    [
        (EDITED, "true", UncommittedError),
        (EDITED, "", _OpenedError),
        (Source(commit=EDITED.commit), "true", _OpenedError),
    ],
)
def test_a_workflow_refuses_it_before_anything_is_synthesized(
    monkeypatch: pytest.MonkeyPatch, source: Source, workflow: str, outcome: type[Exception]
) -> None:
    monkeypatch.setattr(command, "current_source", lambda: source)
    monkeypatch.setattr(command, "open_workspace", _open)
    app = typer.Typer()
    app.command()(command.deploy)
    result = CliRunner().invoke(app, ["--reviewed", "f" * 16], env={"GITHUB_ACTIONS": workflow})
    assert type(result.exception) is outcome
    assert ("not committed: environments/production.yaml" in result.output) == (
        bool(source.uncommitted) and outcome is _OpenedError
    )


def test_an_edit_during_the_synthesis_is_recorded() -> None:
    clean = Source(commit=EDITED.commit)
    assert clean.with_edits_of(EDITED) == EDITED
    assert EDITED.with_edits_of(EDITED) == EDITED
