"""The command `ops outputs`."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from contract.stacks import StackName
from ops.common.arguments import checked_text
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit
from ops.common.visible_text import visible_line
from ops.delivery.states.outputs import RecordedOutput, recorded_outputs
from ops.delivery.workspace import open_state

_HIDDEN: Final = "(sensitive)"


class UnknownOutputError(UserError):
    """An output that no stack has."""

    exit_code = ExitCode.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(outputs)


def outputs(
    name: Annotated[
        str | None, typer.Argument(help="Output. Default: all.", metavar="[NAME]", callback=checked_text)
    ] = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    as_json: AsJson = False,
) -> None:
    """Show the outputs of the stacks, or the value of one, as they were last applied. Read-only.

    Takes no lock and runs no Terraform. A sensitive output is listed without its value.
    """
    with open_state(environment=environment) as container:
        found = [
            output
            for stack in StackName
            for output in recorded_outputs(container, environment=environment, stack=stack).values()
        ]
    if name is None:
        document: Any = {
            stack: {output.name: _shown(output) for output in found if output.stack == stack}
            for stack in StackName
        }
        view = list(_lines(found)) if found else [f"Nothing has been applied to {environment} yet."]
        emit(CommandOutput(document=document, view=view), as_json=as_json)
        return
    value = _shown(_named(found, name, environment=environment))
    emit(CommandOutput(document=value, view=[Text(_plain(value))]), as_json=as_json)


def _named(found: Sequence[RecordedOutput], name: str, *, environment: str) -> RecordedOutput:
    # Later stacks first: of two outputs with a name, the application's is the one that is asked for.
    chosen = next((output for output in reversed(found) if output.name == name), None)
    if chosen is None:
        known = ", ".join(sorted({output.name for output in found}))
        raise UnknownOutputError(
            f"'{environment}' has no output '{name}'",
            where="NAME",
            remedy=f"choose one of: {known}" if known else "nothing has been applied yet: ops deploy",
        )
    return chosen


def _shown(output: RecordedOutput) -> Any:
    return _HIDDEN if output.sensitive else output.value


def _plain(value: Any) -> str:
    """Return text as it is, and any other value as JSON, as `terraform output -raw` and `-json` do."""
    return value if isinstance(value, str) else json.dumps(value)


def _lines(found: Sequence[RecordedOutput]) -> Iterator[Text]:
    """Yield a line for each output. No value is cut or folded: commands take them."""
    width = max(len(f"{output.stack}.{output.name}") for output in found)
    for output in found:
        name = f"{output.name:<{width - len(output.stack) - 1}}  "
        value = visible_line(_plain(_shown(output)))
        yield Text.assemble((f"{output.stack}.", "dim"), name, value)
