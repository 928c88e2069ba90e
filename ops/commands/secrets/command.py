"""`ops secrets load`, `check`, `set` and `rotate`."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from contract.inputs import SecretName, secret_variable
from ops.commands.secrets.entry import SecretRefusedError, entered, generated, known_name
from ops.commands.secrets.load import check_notes, load_notes, loading_commands, value_exports
from ops.commands.secrets.status import SecretStatus, statuses
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, VaultName
from ops.common.output import CommandOutput, emit
from ops.common.visible_text import visible
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.env_file import read_env_file
from ops.delivery.secrets.revision_key import revision_key
from ops.delivery.secrets.secret import Secret, declared_secrets, given_secrets
from ops.delivery.secrets.shapes import require_valid
from ops.delivery.secrets.vault import Vault, in_vault, vault_by_name
from ops.delivery.workspace import open_workspace

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Secret, for instance database_url or DATABASE_URL.")
]
FromEnvironment = Annotated[
    bool, typer.Option("--from-environment", help="Read the variable NAME instead of prompting.")
]
Generate = Annotated[bool, typer.Option("--generate", help="Generate a random value; it is never shown.")]

# Beside DEPLOYMENT.md; git ignores it.
_ENV_FILE: Final = Path(".env")

_secrets = typer.Typer(
    name="secrets",
    help="Load, set, check and rotate secrets. No command shows a value or takes one as an argument.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_secrets)


@_secrets.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="File with lines NAME='value'.")] = _ENV_FILE,
    *,
    values: Annotated[
        bool,
        typer.Option("--values", help="Print the exports themselves, for the shell that loads them."),
    ] = False,
) -> None:
    """Load the secrets of a file into this shell: eval "$(ops secrets load)".

    The file is parsed, not run by a shell: `$`, `&` and spaces are characters of the value. Names are shown,
    values never, also under `set -x`. Named as a warning: what had another value in this shell, and what a
    shell would have read differently.
    """
    if sys.stdout.isatty():
        raise SecretRefusedError(
            "a terminal would show the exports, and no shell would take them",
            where="standard output",
            remedy='eval "$(ops secrets load)"',
        )
    try:
        found = read_env_file(file)
    except UserError:
        # The shell evaluates it, so that `eval "$(…)" && …` stops.
        typer.echo("false")
        raise
    if values:
        typer.echo(value_exports(found))
        return
    _warn(load_notes(found, os.environ))
    typer.echo(loading_commands(file.absolute(), program=Path(sys.executable).parent / "ops"))


@_secrets.command("set")
def set_secret(
    name: Name,
    *,
    vault: VaultName = None,
    from_environment: FromEnvironment = False,
    generate: Generate = False,
) -> None:
    """Write a secret to the key vault, from a hidden prompt or from the variable NAME.

    Without a vault, environment variables are the source of secrets: the format of the variable is checked,
    and nothing is written.
    """
    chosen = known_name(name)
    _set(
        chosen,
        _value(chosen, vault=vault, from_environment=from_environment, generate=generate),
        vault=vault_by_name(vault),
    )


@_secrets.command()
def rotate(
    name: Name,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    vault: VaultName = None,
    from_environment: FromEnvironment = False,
    generate: Generate = False,
) -> None:
    """Replace a secret, and print the command that deploys the new value.

    docs/runbooks/rotate-a-secret.md has the order of steps for values that another service also needs.
    """
    chosen = known_name(name)
    _set(
        chosen,
        _value(chosen, vault=vault, from_environment=from_environment, generate=generate),
        vault=vault_by_name(vault),
    )
    from_vault = f" --vault {vault}" if vault else ""
    typer.echo(f"To deploy it: ops deploy --environment {environment}{from_vault}")
    if chosen == SecretName.POSTGRES_PASSWORD:
        typer.echo(
            "Deploy all stacks at once: migrations sign in with it, and no pod of the application does."
        )


@_secrets.command()
def check(
    *, environment: Environment = DEFAULT_ENVIRONMENT, vault: VaultName = None, as_json: AsJson = False
) -> None:
    """Show which secrets are set, their source and their last change; never a value.

    Where there is a file .env, a warning names each variable that has another value in this shell.

    Exit code 0: all secrets are ready. 5: one is missing or has the wrong format.
    """
    workspace = open_workspace(environment=environment)
    with workspace.container() as container:
        found = statuses(
            declared_secrets(workspace.stacks),
            environment=workspace.variables,
            vault=vault_by_name(vault),
            key=revision_key(container),
            last=ReleaseStore(container, environment=environment).find_last_passed(),
        )
    emit(
        CommandOutput(document=[_document(status) for status in found], view=[_table(found)]), as_json=as_json
    )
    if _ENV_FILE.is_file():
        _warn(check_notes(read_env_file(_ENV_FILE), os.environ))
    if not all(status.usable for status in found):
        raise typer.Exit(ExitCode.MISSING_INPUT)


def _warn(notes: Iterable[str]) -> None:
    for note in notes:
        typer.echo(visible(note), err=True)


def _value(name: str, *, vault: str | None, from_environment: bool, generate: bool) -> str:
    if vault is None and generate:
        raise SecretRefusedError(
            "a generated value needs a key vault to keep it",
            where="--generate",
            remedy="name the key vault: --vault NAME",
        )
    # Without a vault, the variable itself is deployed, so that it is what is checked.
    of_the_variable = from_environment or (vault is None and bool(os.environ.get(secret_variable(name))))
    return generated(name) if generate else entered(name, from_environment=of_the_variable)


def _set(name: str, value: str, *, vault: Vault | None) -> None:
    require_valid([Secret(name=name, value=value, source=secret_variable(name))])
    if vault is None:
        typer.echo(
            f"{secret_variable(name)} has the right format. Nothing was written: without --vault, secrets "
            "come from environment variables.\n"
            f"For a person:  read -rs {secret_variable(name)} && export {secret_variable(name)}\n"
            f"For GitHub:    gh secret set {secret_variable(name)} --env production"
        )
        return
    vault.set(name, value)
    typer.echo(f"{name} was written to the key vault {vault.name} as {in_vault(name)}.")
    for hidden_by in given_secrets([name], os.environ).values():
        typer.echo(
            f"{hidden_by.source} is set here and wins over the vault: unset {hidden_by.source}", err=True
        )


def _document(status: SecretStatus) -> dict[str, object]:
    return {
        "name": status.name,
        "set": bool(status.source),
        "source": status.source,
        "changed_at": status.changed_at.isoformat() if status.changed_at else None,
        "released": status.released,
        "problems": list(status.problems),
    }


def _table(found: list[SecretStatus]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Secret", "From"):
        table.add_column(column, no_wrap=True)
    for column in ("Last changed", "Released", "Problem"):
        table.add_column(column, overflow="fold")
    for status in found:
        source = Text(status.source) if status.source else Text("not set", style="bold red")
        changed = f"{status.changed_at:%Y-%m-%d %H:%M} UTC" if status.changed_at else ""
        table.add_row(
            Text(status.name),
            source,
            Text(changed),
            Text(status.released),
            Text("; ".join(status.problems), style="red"),
        )
    return table
