"""`ops images`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from contract.names import registry_host
from contract.workloads import Role, workload_name
from environments import Environment as EnvironmentSettings
from ops.clients.azure.sign_in import azure_credential
from ops.clients.registry.azure import AzureRegistry
from ops.clients.registry.tags import digest_of_tag
from ops.commands.images.accepted import ACCEPTED_FILE, AcceptedFindingsError, read_accepted
from ops.commands.images.engine import PLATFORM, EngineError, build_layout, choose_engine
from ops.commands.images.push import push_layout
from ops.commands.images.record import DEFAULT_FOLDER, BuildRecord, BuiltImage, ScanRecord
from ops.commands.images.scan import VulnerabilityVerdict, judge, read_findings, run_trivy
from ops.commands.images.source import WORKLOAD, image_sources, revision
from ops.common.base_images import bases, renewed, require_pinned, write
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit, show
from ops.common.progress import Steps
from ops.common.simulation import LEAVE_REHEARSAL, SIMULATED_VARIABLE, is_simulated
from ops.engine.environment_file import environment_settings

Names = Annotated[
    list[str] | None,
    typer.Argument(help="Images: backend, frontend. Default: all.", metavar="[IMAGE]..."),
]
Folder = Annotated[
    Path,
    typer.Option(help="Folder of the built images.", metavar="FOLDER", file_okay=False, resolve_path=True),
]

_images = typer.Typer(
    name="images",
    help="Build, scan and push the application's images; pin their bases by digest.",
    no_args_is_help=True,
)
_STDERR: Final = True


class FindingsError(UserError):
    """An image with findings that nobody accepted."""

    exit_code = ExitCode.CHECK_FAILED


class NoRegistryError(UserError):
    """A rehearsal, which has no registry."""

    exit_code = ExitCode.USAGE


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_images)


@_images.command()
def build(
    images: Names = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    engine: Annotated[
        str | None,
        typer.Option(
            "--with",
            help="docker, podman or buildah. Default: the first of them, in this order, that runs.",
            metavar="ENGINE",
        ),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Build the images for linux/amd64, each into a folder with an OCI layout. Pushes nothing.

    The tag is the commit; with uncommitted changes it ends in `-dirty`. The engine's output goes to
    standard error.

    Exit codes: 0 built; 1 the build failed, or no engine runs; 2 wrong usage; 3 there is no engine.
    """
    sources = image_sources(images or [])
    built_from = revision()
    chosen = choose_engine(engine)
    settings = environment_settings(environment)
    registry = registry_host(settings.registry.name)
    console = Console(stderr=_STDERR)
    console.print(
        Text(f"building with {chosen.name}: {'--with' if engine else chosen.reason}"), soft_wrap=True
    )
    if built_from.edited:
        console.print(
            Text(
                "warning: the checkout has uncommitted changes: the tag ends in -dirty",
                style="yellow",
            ),
            soft_wrap=True,
        )
    digests = {}
    for source in sources:
        image = BuiltImage(role=source.role, folder=folder)
        reference = f"{registry}/{_repository(source.role, settings)}:{built_from.tag}"
        build_layout(chosen, source, reference=reference, layout=image.layout.folder)
        platform = image.layout.platform()
        if platform != PLATFORM:
            raise EngineError(
                f"{chosen.name} built the image for {platform}, and the nodes are {PLATFORM}",
                where=str(source.dockerfile),
                remedy="install the emulation of the platform (https://docs.docker.com/build/building/"
                "multi-platform), or build on a machine of it",
            )
        digests[source.role] = image.layout.root.digest
        image.write(BuildRecord(tag=built_from.tag, engine=chosen.name, digest=digests[source.role]))
    lines = [Text(f"{role}  {digest}") for role, digest in digests.items()]
    emit(CommandOutput(document={"tag": built_from.tag, "images": digests}, view=lines), as_json=as_json)


@_images.command()
def scan(images: Names = None, *, folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Scan the built images with Trivy. Every high or critical finding blocks, unless it is accepted.

    Accepted findings are in .github/trivyignore.yaml, each with a reason and an end date, and are listed.

    Exit codes: 0 no finding blocks; 14 one does; 1 Trivy failed; 3 there is no Trivy; 5 an image is not
    built.
    """
    accepted = read_accepted()
    today = datetime.now(UTC).date()
    console = Console(stderr=_STDERR)
    verdicts: dict[str, list[VulnerabilityVerdict]] = {}
    for source in image_sources(images or []):
        image = BuiltImage(role=source.role, folder=folder)
        record = image.build_record()
        run_trivy(image.layout.folder, report=image.report)
        found = judge(read_findings(image.report), accepted, today=today)
        verdicts[source.role] = found
        image.write(ScanRecord(digest=record.digest, passed=not any(one.blocks for one in found)))
        show(CommandOutput(document=None, view=_findings(source.role, found)), console=console)
    emit(CommandOutput(document=_document(verdicts), view=()), as_json=as_json)
    blocking = {role: sum(one.blocks for one in found) for role, found in verdicts.items()}
    if any(blocking.values()):
        counts = ", ".join(f"{role} {count}" for role, count in blocking.items() if count)
        raise FindingsError(
            f"findings that block: {counts}",
            where=str(folder),
            remedy="update the package or the base (ops images pin); if there is no fix, add an entry with a "
            f"reason and an end date to {ACCEPTED_FILE.relative_to(ACCEPTED_FILE.parents[1])}",
        )


@_images.command()
def push(
    images: Names = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    folder: Folder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Push the scanned images to the environment's registry; print their digests for `ops deploy`.

    Only an image that passed `ops images scan` is pushed. Signs in with the Azure credential of the
    caller, who needs the role AcrPush; no engine is needed.

    Exit codes: 0 pushed, or already there; 1 the registry refuses; 5 not built, not scanned, or not
    signed in.
    """
    if is_simulated():
        raise NoRegistryError(
            "this shell uses a rehearsal, which has no registry",
            where=SIMULATED_VARIABLE,
            remedy=LEAVE_REHEARSAL,
        )
    settings = environment_settings(environment)
    host = registry_host(settings.registry.name)
    built = [BuiltImage(role=source.role, folder=folder) for source in image_sources(images or [])]
    for image in built:
        image.require_scanned()
    steps = Steps(Console(stderr=_STDERR))
    pushed = {}
    with AzureRegistry.open(host, azure_credential()) as registry:
        for image in built:
            record, repository = image.build_record(), _repository(image.role, settings)
            with steps.step(image.role) as step:
                new = push_layout(
                    image.layout, registry, repository=repository, tag=record.tag, progress=step
                )
                step.result = f"{host}/{repository}:{record.tag}{'' if new else ', already there'}"
            pushed[str(image.role)] = f"{host}/{repository}@{record.digest}"
    arguments = " ".join(f"--image {role}={reference}" for role, reference in pushed.items())
    emit(CommandOutput(document=pushed, view=[Text(f"ops deploy {arguments}")]), as_json=as_json)


@_images.command()
def pin(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
) -> None:
    """Write the digest that each base image's tag points to now into the Dockerfiles. Needs no sign-in.

    Exit codes: 0 written, or up to date; 1 a registry cannot be read, and nothing was written.
    """
    found = [base for source in image_sources([], workload=WORKLOAD) for base in bases(source.dockerfile)]
    pairs = renewed(found, lambda tagged: digest_of_tag(tagged, platform=PLATFORM))
    if not dry_run:
        write(pairs)
    lines = [f"{before.file}:{before.line}  {before.written} → {after.written}" for before, after in pairs]
    for line in lines or ["every base image has the digest that its tag points to"]:
        typer.echo(line)


@_images.command()
def check() -> None:
    """Check that base images have a digest, and accepted findings a reason and a date that is not past.

    Needs no network. `make lint` runs it.

    Exit codes: 0 all have; 1 one has not.
    """
    require_pinned([source.dockerfile for source in image_sources([])])
    expired = read_accepted().expired(datetime.now(UTC).date())
    if expired:
        raise AcceptedFindingsError(
            "accepted findings past their end date: " + ", ".join(expired),
            where=str(ACCEPTED_FILE),
            remedy="scan again (ops images scan); remove the entry, or write why it holds, and until when",
        )


def _findings(role: str, verdicts: list[VulnerabilityVerdict]) -> list[RenderableType]:
    if not verdicts:
        return [Text(f"{role}: no high or critical finding", style="green")]
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title=f"{role}: {len(verdicts)} findings", title_justify="left"
    )
    for column in ("Severity", "Finding", "Package", "Installed", "Fixed in", "Verdict"):
        table.add_column(column, overflow="fold")
    for verdict in verdicts:
        found = verdict.finding
        table.add_row(
            found.severity,
            found.id,
            found.package,
            found.installed,
            found.fixed or "–",
            Text(verdict.reason, style="bold red" if verdict.blocks else ""),
        )
    return [table]


def _document(verdicts: dict[str, list[VulnerabilityVerdict]]) -> dict[str, list[dict[str, object]]]:
    return {
        role: [
            {
                "id": one.finding.id,
                "severity": one.finding.severity,
                "package": one.finding.package,
                "installed": one.finding.installed,
                "fixed": one.finding.fixed,
                "status": one.finding.status,
                "blocks": one.blocks,
                "reason": one.reason,
            }
            for one in found
        ]
        for role, found in verdicts.items()
    }


def _repository(role: Role, settings: EnvironmentSettings) -> str:
    return workload_name(role, application=settings.application.name)
