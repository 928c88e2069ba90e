"""The table of a command line: commands that are imported when they are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_group


@dataclass(frozen=True, kw_only=True)
class Command:
    """A row of the table: all that help and completion need to know of a command.

    `module` has a function `register` that adds the command to a Typer application. `help` repeats the first
    line of the command's docstring, so that the help text is shown without importing the command. `before`
    names a module with a function `before_command`, which gets the arguments before `module` is imported: it
    refuses what is wrong in a fraction of the time that the import takes.
    """

    name: str
    module: str
    panel: str
    help: str
    before: str = ""

    def load(self) -> TyperCommand:
        """Import the module and return the command."""
        part = typer.Typer(pretty_exceptions_enable=False)
        import_module(self.module).register(part)
        command: TyperCommand = get_group(part).commands[self.name]  # type: ignore[assignment]
        return command


def add_commands(app: typer.Typer, commands: Sequence[Command]) -> None:
    """Add the commands to a Typer application without importing their modules."""
    for command in commands:
        app.command(
            command.name, cls=_imported_on_call(command), help=command.help, rich_help_panel=command.panel
        )(_not_called)


def add_version(app: typer.Typer, *, program: str, module: str) -> None:
    """Add `--version` to a Typer application; `module` has a function `version_line`, imported on call."""

    def show_version(
        *,
        version: Annotated[bool, typer.Option("--version", help="Show the version and the commit.")] = False,
    ) -> None:
        if version:
            typer.echo(import_module(module).version_line(program))
            raise typer.Exit

    # Typer calls it before each command, and instead of one where none is given.
    app.callback(invoke_without_command=True)(show_version)


def _imported_on_call(command: Command) -> type[TyperCommand]:
    class ImportedOnCall(TyperCommand):
        """A command whose context belongs to the real command: calling and completing go on there."""

        @staticmethod
        def load() -> TyperCommand:
            """Import the module and return the real command."""
            return command.load()

        def make_context(
            self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
        ) -> Any:
            if command.before:
                import_module(command.before).before_command(args)
            return self.load().make_context(info_name, args, parent, **extra)

    return ImportedOnCall


def _not_called() -> None:
    raise AssertionError("the context of the imported command replaces this one")
