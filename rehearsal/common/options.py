"""The options that several commands of `rehearse` share."""

from typing import Annotated

import typer

from ops.common.arguments import checked_rehearsal

RehearsalName = Annotated[
    str | None,
    typer.Option(
        "--name",
        help="Rehearsal, from `rehearse ls`. Default: that of REHEARSAL_HOME, or `default`.",
        metavar="NAME",
        callback=checked_rehearsal,
    ),
]
