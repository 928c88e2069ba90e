"""The options that several commands share."""

from typing import Annotated, Final

import typer

DEFAULT_ENVIRONMENT: Final = "production"

Environment = Annotated[
    str,
    typer.Option(
        "--environment",
        "-e",
        envvar="ENVIRONMENT",
        help="Environment, from environments/<name>.yaml.",
        metavar="NAME",
    ),
]
Stacks = Annotated[
    list[str] | None,
    typer.Argument(help="Stacks, in any order. Default: all.", metavar="[STACK]..."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document; progress goes to standard error.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")]
VaultName = Annotated[
    str | None,
    typer.Option(
        "--vault", envvar="OPS_VAULT", help="Name of the key vault with the secrets.", metavar="NAME"
    ),
]
