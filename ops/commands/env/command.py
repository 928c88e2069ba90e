"""`ops env`."""

import typer

from ops.commands.env.exports import images_not_set, other_images, shell_exports
from ops.common.options import DEFAULT_ENVIRONMENT, Environment, VaultName
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.revision_key import revision_key
from ops.delivery.secrets.secret import declared_secrets
from ops.delivery.secrets.sources import collect
from ops.delivery.secrets.vault import vault_by_name
from ops.delivery.workspace import open_workspace


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(env)


def env(*, environment: Environment = DEFAULT_ENVIRONMENT, vault: VaultName = None) -> None:
    """Print the exports for manual work: eval "$(ops env)", then cdktf deploy foundation addons app.

    Secrets are exported by reference to your variables or to the vault, never by value. Run it again after
    you change a secret: it also updates the secret's revision, which is how Terraform detects the change.
    """
    workspace = open_workspace(environment=environment)
    with workspace.container() as container:
        key = revision_key(container)
        last = ReleaseStore(container, environment=environment).find_last_passed()
    found = collect(
        declared_secrets(workspace.stacks), environment=workspace.variables, vault=vault_by_name(vault)
    )
    typer.echo(
        shell_exports(
            workspace.stacks,
            environment=environment,
            engine=workspace.engine.executable,
            secrets=found,
            vault=vault,
            key=key,
            last=last,
            inherited=workspace.variables,
        )
    )
    for name in images_not_set(workspace.stacks, last=last, inherited=workspace.variables):
        typer.echo(f"There is no release yet; set the image yourself: export {name}=…", err=True)
    for name, image in other_images(workspace.stacks, last=last, inherited=workspace.variables):
        typer.echo(
            f"warning: {name} is set to another image than the last release's ({image}), and cdktf deploys "
            f"it. To keep what is live: unset {name}, and run this again",
            err=True,
        )
