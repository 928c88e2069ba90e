"""The command: a table for a person, JSON for a program, an exit code for both."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Final, NoReturn

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.addons_check.checks import Finding, Status, check, failed
from ops.addons_check.cluster import observe
from ops.cluster_api import connect
from ops.console import print_error
from ops.errors import ExitCode, UserError

_STYLES: Final = {
    Status.OK: "green",
    Status.ATTENTION: "yellow",
    Status.ABSENT: "dim",
    Status.FAILED: "bold red",
}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def addons_check(
    *,
    kubeconfig: Annotated[
        str | None, typer.Option(help="Default: KUBECONFIG, or ~/.kube/config.", metavar="FILE")
    ] = None,
    context: Annotated[str | None, typer.Option(help="Default: the file's current context.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> int:
    """Check Dapr, gateway and cert-manager on a live cluster. Reads only.

    Exit code 0: nothing is wrong. 1: something is, or the cluster does not answer. 5: there is no kubeconfig.
    """
    findings = check(observe(connect(kubeconfig=kubeconfig, context=context)), now=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps({"failed": failed(findings), "checks": [asdict(item) for item in findings]}))
    else:
        _print(Console(), findings)
    return ExitCode.FAILED if failed(findings) else 0


def _print(console: Console, findings: Sequence[Finding]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Add-on", overflow="fold")
    table.add_column("Status", no_wrap=True)
    table.add_column("Detail", overflow="fold")
    for finding in findings:
        table.add_row(
            Text(finding.subject), Text(finding.status, style=_STYLES[finding.status]), Text(finding.detail)
        )
    console.print(table)
    for finding in findings:
        if finding.remedy:
            remedy = Text.assemble((f"{finding.subject}: ", _STYLES[finding.status]), finding.remedy)
            console.print(remedy, soft_wrap=True)


def main() -> NoReturn:
    """Run the command; a person's mistake ends in a message and an exit code, never in a traceback."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except typer.Abort:
        sys.exit(ExitCode.INTERRUPTED)
    except UserError as error:
        print_error(Console(stderr=True), error)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
