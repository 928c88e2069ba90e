"""Options that several commands of `ops` share."""

from typing import Annotated, Final

import typer

DEFAULT_ENVIRONMENT: Final = "production"

Environment = Annotated[
    str,
    typer.Option(
        "--environment", "-e", envvar="ENVIRONMENT", help="Which environments/<name>.yaml.", metavar="NAME"
    ),
]
Stacks = Annotated[
    list[str] | None,
    typer.Argument(help="Stacks, in any order; all of them when none is named.", metavar="[STACK]..."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document; progress goes to standard error.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
VaultName = Annotated[
    str | None,
    typer.Option(
        "--vault", envvar="OPS_VAULT", help="Key vault that keeps the secrets (its name).", metavar="NAME"
    ),
]
