"""The commands `rehearse cloud …`: read the simulated cloud, or change it outside Terraform."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.json import JSON
from rich.text import Text

from ops.common.errors import UserError
from ops.common.options import AsJson
from ops.common.output import CommandOutput, emit
from ops.common.visible_text import visible_line
from rehearsal.cloud.live import make_live
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.commands.cloud.types import require_type
from rehearsal.common.home import Home, rehearsal_home
from rehearsal.common.options import RehearsalName
from rehearsal.session.record import not_rehearsed

app = typer.Typer(
    help="Read the simulated cloud, or change it outside Terraform to cause drift and failures.",
    no_args_is_help=True,
)

# More names than these are counted.
_MOST_LISTED = 3

ResourceType = Annotated[
    str, typer.Argument(metavar="TYPE", help="Resource type, such as kubernetes_service_v1.")
]
ObjectName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name or id of the object, as shown by `ls`.")
]


def register(parent: typer.Typer) -> None:
    """Add the commands to a command line."""
    parent.add_typer(app, name="cloud")


@app.command("ls")
def list_objects(
    resource_type: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="List only this type.")
    ] = None,
    *,
    rehearsal: RehearsalName = None,
    as_json: AsJson = False,
) -> None:
    """List the objects that exist."""
    cloud = _cloud(rehearsal)
    objects = cloud.list_objects(require_type(resource_type, cloud=cloud) if resource_type else None)
    none = f"No {resource_type} exists." if resource_type else "The simulated cloud is empty."
    emit(
        CommandOutput(
            document=[{"type": item.type, "name": item.name, "id": item.id} for item in objects],
            view=list(_listed(objects)) if objects else [none],
        ),
        as_json=as_json,
    )


@app.command()
def show(
    resource_type: ResourceType,
    name: ObjectName,
    *,
    rehearsal: RehearsalName = None,
    as_json: AsJson = False,
) -> None:
    """Print the attributes of one object as JSON. Write-only values show only their revision."""
    item = _find(_cloud(rehearsal), resource_type, name)
    document = {"id": item.id, "attributes": item.attributes, "written": item.written}
    emit(CommandOutput(document=document, view=[JSON.from_data(document)]), as_json=as_json)


@app.command()
def rm(
    resource_type: ResourceType,
    name: ObjectName,
    *,
    rehearsal: RehearsalName = None,
    as_json: AsJson = False,
) -> None:
    """Delete one object outside Terraform: the next plan creates it again."""
    cloud = _cloud(rehearsal)
    item = _find(cloud, resource_type, name)
    cloud.delete(item.type, item.id, scope=item.scope)
    emit(
        CommandOutput(
            document={"deleted": {"type": item.type, "name": item.name, "id": item.id}},
            view=[Text(f"Deleted {item.type} {item.name}. See the drift with: ops drift")],
        ),
        as_json=as_json,
    )


@app.command("set")
def set_attribute(
    resource_type: ResourceType,
    name: ObjectName,
    attribute: Annotated[
        str, typer.Argument(metavar="ATTRIBUTE", help="Dotted path, such as spec.0.type or tags.owner.")
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="The new value: text if the old one is text, else JSON.")
    ],
    *,
    rehearsal: RehearsalName = None,
    as_json: AsJson = False,
) -> None:
    """Change one attribute outside Terraform: the next plan changes it back."""
    cloud = _cloud(rehearsal)
    item = _find(cloud, resource_type, name)
    try:
        new = _like(_value_at(item.attributes, attribute), value)
        cloud.edit(item.type, item.id, attribute, new, scope=item.scope)
    except (AttributeError, LookupError, ValueError) as error:
        raise UserError(
            f"{item.type} {item.name} has no attribute '{attribute}'",
            where="the simulated cloud",
            remedy=f"list its attributes: rehearse cloud show {item.type} {item.name}",
        ) from error
    emit(
        CommandOutput(
            document={
                "changed": {"type": item.type, "name": item.name, "id": item.id, "attribute": attribute}
            },
            view=[Text(f"Changed {attribute} of {item.type} {item.name}. See the drift with: ops drift")],
        ),
        as_json=as_json,
    )


@app.command()
def live(*, rehearsal: RehearsalName = None, as_json: AsJson = False) -> None:
    """Change what Azure and Kubernetes change by themselves: no drift, and no reason to refuse a plan.

    A patch upgrade of the cluster, more nodes and replicas, a restart, a fail-over and grown storage of the
    database, entries that are read back into their parents, finalizers, tags of a policy.
    """
    changed = make_live(_cloud(rehearsal), now=datetime.now(UTC))
    lines = [
        f"{what}: {', '.join(names) if len(names) <= _MOST_LISTED else f'{len(names)} objects'}"
        for what, names in changed.items()
    ]
    emit(
        CommandOutput(
            document={"changed": {what: list(names) for what, names in changed.items()}},
            view=[*map(Text, lines), Text("None of this is drift. Try: ops drift")],
        ),
        as_json=as_json,
    )


@app.command("take-name")
def take_name(
    resource_type: ResourceType,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A globally unique name.")],
    *,
    rehearsal: RehearsalName = None,
    as_json: AsJson = False,
) -> None:
    """Make a globally unique name unavailable, such as that of a registry: its creation then fails."""
    require_type(resource_type)
    home = rehearsal_home(rehearsal)
    _cloud_or_new(home).take_name(resource_type, name)
    said = f"'{name}' is now taken by another customer. Try: {home.command('rehearse up')}"
    emit(
        CommandOutput(document={"taken": {"type": resource_type, "name": name}}, view=[Text(said)]),
        as_json=as_json,
    )


@app.command()
def fail(
    resource_type: ResourceType,
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="The error message of the simulated cloud.")
    ],
    *,
    rehearsal: RehearsalName = None,
    as_json: AsJson = False,
) -> None:
    """Make the next creation of a resource type fail, once."""
    require_type(resource_type)
    home = rehearsal_home(rehearsal)
    _cloud_or_new(home).fail_create(resource_type, message)
    said = f"The next creation of a {resource_type} will fail. Try: {home.command('rehearse up')}"
    emit(
        CommandOutput(document={"fails": {"type": resource_type, "message": message}}, view=[Text(said)]),
        as_json=as_json,
    )


def _listed(objects: Sequence[CloudObject]) -> Iterator[Text]:
    """Yield a line for each object. No name and no id is cut or folded: commands take them."""
    types = max(len(item.type) for item in objects)
    names = max(len(item.name) for item in objects)
    for item in objects:
        name = visible_line(item.name)
        yield Text.assemble(f"{item.type:<{types}}  {name:<{names}}  ", (visible_line(item.id), "dim"))


def _cloud(name: str | None) -> SimulatedCloud:
    home = rehearsal_home(name)
    if not home.cloud.is_file():
        raise not_rehearsed(home)
    return SimulatedCloud(home.cloud)


def _cloud_or_new(home: Home) -> SimulatedCloud:
    """Return the simulated cloud, created if there is none: failures can be set up before a rehearsal."""
    home.root.mkdir(parents=True, exist_ok=True)
    return SimulatedCloud(home.cloud)


def _find(cloud: SimulatedCloud, resource_type: str, name: str) -> CloudObject:
    """Return the one object of a type with this name or id; raise UserError for none or several."""
    require_type(resource_type, cloud=cloud)
    found = [item for item in cloud.list_objects(resource_type) if name in (item.id, item.name)]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} objects" if found else "no object"
    raise UserError(
        f"the simulated cloud has {what} of type {resource_type} with the name or id '{name}'",
        where="the simulated cloud",
        remedy="use the id instead, from: rehearse cloud ls"
        if found
        else "list the objects: rehearse cloud ls",
    )


def _value_at(container: Any, attribute: str) -> Any:
    """Return the value at a path; None for an attribute that its block does not have yet."""
    for step in attribute.split("."):
        container = container[int(step)] if isinstance(container, list) else container.get(step)
        if container is None:
            return None
    return container


def _like(current: Any, value: str) -> Any:
    """Return a new value of the current one's type: the replicas of a Deployment, for one, are text."""
    if isinstance(current, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
