"""`ops cost` and `ops cost renew`."""

import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from ops.commands.cost.other_commit import stacks_at
from ops.commands.cost.renew import ENDPOINT, Renewal, renewed
from ops.commands.cost.terminal import renewal_view
from ops.common.arguments import checked_address, checked_output, checked_revision
from ops.common.errors import ExitCode, UserError
from ops.common.markdown_file import write_markdown
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.common.text_file import replace_text
from ops.delivery.cost.catalogue import PRICES, Prices, as_yaml, read_prices
from ops.delivery.cost.change import CostChange, compare
from ops.delivery.cost.document import change_document, cost_document
from ops.delivery.cost.environment import EnvironmentCost, cost_of, documents_of
from ops.delivery.cost.markdown import change_section, cost_markdown
from ops.delivery.cost.terminal import change_view, cost_view
from ops.delivery.cost.usage import Usage, read_usage
from ops.delivery.cost.wording import sum_line
from ops.engine.environment_file import environment_names
from ops.engine.synthesis.stacks import synthesize

_cost = typer.Typer(invoke_without_command=True)

_Folder = Annotated[
    Path,
    typer.Option(
        "--prices", help="Folder of the price catalogue and the usage assumptions.", metavar="FOLDER"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_cost, name="cost")


@_cost.callback()
def cost(
    context: typer.Context,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    every: Annotated[bool, typer.Option("--all", help="All environments.")] = False,
    against: Annotated[
        str | None,
        typer.Option(
            help="Show the change in cost against another commit.",
            metavar="COMMIT",
            callback=checked_revision,
        ),
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(help="Write the estimate into this file.", metavar="FILE", callback=checked_output),
    ] = None,
    as_json: AsJson = False,
    prices: _Folder = PRICES,
) -> None:
    """Estimate an environment's monthly cost, resource by resource. Needs no account and no network.

    Calculated from the synthesized stacks, dated prices and usage assumptions. Excludes taxes, discounts and
    free credits.

    Exit code 0: within the environment's limit. 13: above it, or a resource has no price.
    """
    if context.invoked_subcommand:
        return
    steps = Steps(progress_console(as_json=as_json))
    catalogue, usage = read_prices(prices), read_usage(prices)
    estimates = []
    for name in environment_names() if every else [environment]:
        # The other commit first: a wrong name fails at once.
        before = _cost_at(against, name, catalogue, usage.of(name), steps=steps) if against else None
        now = _cost_now(name, catalogue, usage.of(name), steps=steps)
        estimates.append(
            (now, compare(before.estimate, now.estimate, limit=now.usage.limit) if before else None)
        )
    if markdown:
        sections = [_section(*each) for each in estimates]
        if every:
            sections.append(f"**{sum_line([now for now, _ in estimates])}**\n")
        write_markdown(markdown, "\n".join(sections))
    views = [_view(*each) for each in estimates]
    if every:
        views.append(Text(sum_line([now for now, _ in estimates]), style="bold"))
    emit(CommandOutput(document=[_document(*each) for each in estimates], view=views), as_json=as_json)
    if any(now.over_limit or now.estimate.missing for now, _ in estimates):
        raise typer.Exit(ExitCode.OVER_LIMIT)


@_cost.command()
def renew(
    *,
    prices: _Folder = PRICES,
    endpoint: Annotated[
        str, typer.Option(help="The price API.", metavar="URL", callback=checked_address)
    ] = ENDPOINT,
    as_json: AsJson = False,
) -> None:
    """Update the price catalogue from Azure's public price API.

    Needs internet access, but no sign-in. Prices without a meter, or without an answer from the API, are kept
    and listed. Review the difference with git.
    """
    steps = Steps(progress_console(as_json=as_json))
    done: list[Renewal] = []
    for catalogue in read_prices(prices).catalogues.values():
        with steps.step(catalogue.file_name) as step:
            updated, renewals = renewed(catalogue, today=_today(), endpoint=endpoint, progress=step.update)
            if renewals:
                replace_text(prices / catalogue.file_name, as_yaml(updated))
            known = len(catalogue.prices) + len(catalogue.unread)
            kept = known - sum(not each.problem for each in renewals)
            step.result = f"{known - kept} updated, {kept} kept"
        done += renewals
    emit(CommandOutput(document=[asdict(each) for each in done], view=[renewal_view(done)]), as_json=as_json)


def _cost_now(name: str, prices: Prices, usage: Usage, *, steps: Steps) -> EnvironmentCost:
    with steps.step("Synthesis") as step, tempfile.TemporaryDirectory(prefix="ops-cost-") as folder:
        documents = documents_of(synthesize(environment=name, out=Path(folder)))
        step.result = name
    return cost_of(name, documents, prices=prices, usage=usage, today=_today())


def _cost_at(commit: str, name: str, prices: Prices, usage: Usage, *, steps: Steps) -> EnvironmentCost:
    """Return the cost at another commit, at today's prices and with today's assumptions."""
    with steps.step("Other commit") as step, stacks_at(commit, environment=name) as stacks:
        documents = documents_of(stacks)
        step.result = f"{name}, synthesized at {commit}"
    try:
        return cost_of(name, documents, prices=prices, usage=usage, today=_today())
    except KeyError as error:
        raise UserError(
            f"the stacks of {commit} are of a shape that this version cannot price: {error} is missing",
            remedy="compare with a more recent commit, or run `ops cost` at that commit",
        ) from error


def _view(now: EnvironmentCost, change: CostChange | None) -> RenderableType:
    return Group(cost_view(now), *(["", change_view(change)] if change else []), "")


def _section(now: EnvironmentCost, change: CostChange | None) -> str:
    return cost_markdown(now) + ("\n".join(["", *change_section(change), ""]) if change else "")


def _document(now: EnvironmentCost, change: CostChange | None) -> dict[str, object]:
    document = cost_document(now)
    return {**document, "change": change_document(change)} if change else document


def _today() -> date:
    return datetime.now(UTC).date()
