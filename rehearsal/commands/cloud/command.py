"""The commands `rehearse cloud …`: read the simulated cloud, or change it outside Terraform."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ops.common.errors import UserError
from ops.common.visible_text import visible_line
from rehearsal.cloud.live import make_live
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.commands.cloud.types import require_type
from rehearsal.common.home import rehearsal_home
from rehearsal.session.record import not_rehearsed

app = typer.Typer(
    help="Read the simulated cloud, or change it outside Terraform to cause drift and failures.",
    no_args_is_help=True,
)

_out = Console()
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
) -> None:
    """List the objects that exist."""
    cloud = _cloud()
    objects = cloud.list_objects(require_type(resource_type, cloud=cloud) if resource_type else None)
    if not objects:
        _out.print(f"No {resource_type} exists." if resource_type else "The simulated cloud is empty.")
        return
    for line in _listed(objects):
        _out.print(line, soft_wrap=True)


@app.command()
def show(resource_type: ResourceType, name: ObjectName) -> None:
    """Print the attributes of one object as JSON. Write-only values show only their revision."""
    item = _find(_cloud(), resource_type, name)
    _out.print_json(json.dumps({"id": item.id, "attributes": item.attributes, "written": item.written}))


@app.command()
def rm(resource_type: ResourceType, name: ObjectName) -> None:
    """Delete one object outside Terraform: the next plan creates it again."""
    cloud = _cloud()
    item = _find(cloud, resource_type, name)
    cloud.delete(item.type, item.id, scope=item.scope)
    _out.print(Text(f"Deleted {item.type} {item.name}. See the drift with: cdktf diff <stack>"))


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
) -> None:
    """Change one attribute outside Terraform: the next plan changes it back."""
    cloud = _cloud()
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
    _out.print(
        Text(f"Changed {attribute} of {item.type} {item.name}. See the drift with: cdktf diff <stack>")
    )


@app.command()
def live() -> None:
    """Change what Azure and Kubernetes change by themselves: no drift, and no reason to refuse a plan.

    A patch upgrade of the cluster, more nodes and replicas, a restart, a fail-over and grown storage of the
    database, entries that are read back into their parents, finalizers, tags of a policy.
    """
    for what, names in make_live(_cloud(), now=datetime.now(UTC)).items():
        listed = ", ".join(names) if len(names) <= _MOST_LISTED else f"{len(names)} objects"
        _out.print(Text(f"{what}: {listed}"))
    _out.print(Text("None of this is drift. Try: ops drift"))


@app.command("take-name")
def take_name(
    resource_type: ResourceType,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A globally unique name.")],
) -> None:
    """Make a globally unique name unavailable, such as that of a registry: its creation then fails."""
    require_type(resource_type)
    _cloud_or_new().take_name(resource_type, name)
    _out.print(Text(f"'{name}' is now taken by another customer. Try: rehearse up"))


@app.command()
def fail(
    resource_type: ResourceType,
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="The error message of the simulated cloud.")
    ],
) -> None:
    """Make the next creation of a resource type fail, once."""
    require_type(resource_type)
    _cloud_or_new().fail_create(resource_type, message)
    _out.print(Text(f"The next creation of a {resource_type} will fail. Try: rehearse up"))


def _listed(objects: Sequence[CloudObject]) -> Iterator[Text]:
    """Yield a line for each object. No name and no id is cut or folded: commands take them."""
    types = max(len(item.type) for item in objects)
    names = max(len(item.name) for item in objects)
    for item in objects:
        name = visible_line(item.name)
        yield Text.assemble(f"{item.type:<{types}}  {name:<{names}}  ", (visible_line(item.id), "dim"))


def _cloud() -> SimulatedCloud:
    home = rehearsal_home()
    if not home.cloud.is_file():
        raise not_rehearsed(home)
    return SimulatedCloud(home.cloud)


def _cloud_or_new() -> SimulatedCloud:
    """Return the simulated cloud, created if there is none: failures can be set up before a rehearsal."""
    home = rehearsal_home()
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
