"""`rehearse cloud`: looking into the simulated cloud, and changing it behind Terraform's back."""

import json
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.common.errors import UserError
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.home import rehearsal_home
from rehearsal.session import NotRehearsedError

app = typer.Typer(
    help="Look into the simulated cloud, or change it behind Terraform's back to see drift.",
    no_args_is_help=True,
)

_out = Console()

Type = Annotated[str, typer.Argument(metavar="TYPE", help="Resource type, such as kubernetes_service_v1.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The object's name or id, as `ls` shows them.")]


@app.command("ls")
def list_objects(
    resource_type: Annotated[str | None, typer.Argument(metavar="[TYPE]", help="Only this type.")] = None,
) -> None:
    """List the objects that exist."""
    objects = _cloud().list_objects(resource_type)
    if not objects:
        _out.print("The simulated cloud is empty.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Type", no_wrap=True)
    table.add_column("Name", no_wrap=True)
    table.add_column("Id", style="dim", overflow="ellipsis", no_wrap=True, ratio=1)
    for item in objects:
        table.add_row(item.type, Text(item.name), Text(item.id))
    _out.print(table)


@app.command()
def show(resource_type: Type, name: Name) -> None:
    """Print one object's attributes as JSON. Of a write-only value only its revision is known."""
    item = _find(_cloud(), resource_type, name)
    _out.print_json(json.dumps({"id": item.id, "attributes": item.attributes, "written": item.written}))


@app.command()
def rm(resource_type: Type, name: Name) -> None:
    """Delete one object, as somebody with a browser would: the next plan wants it back."""
    cloud = _cloud()
    item = _find(cloud, resource_type, name)
    cloud.delete(item.type, item.id, scope=item.scope)
    _out.print(Text(f"Deleted {item.type} {item.name}. See what Terraform makes of it: cdktf diff <stack>"))


@app.command("set")
def set_attribute(
    resource_type: Type,
    name: Name,
    attribute: Annotated[
        str, typer.Argument(metavar="ATTRIBUTE", help="Path with dots, such as spec.0.type or tags.owner.")
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="The new value: text where text stands now, else JSON.")
    ],
) -> None:
    """Change one attribute: the next plan sees the drift and wants to change it back."""
    cloud = _cloud()
    item = _find(cloud, resource_type, name)
    try:
        new = _like(_value_at(item.attributes, attribute), value)
        cloud.edit(item.type, item.id, attribute, new, scope=item.scope)
    except (AttributeError, LookupError, ValueError) as error:
        raise UserError(
            f"{item.type} {item.name} has no attribute '{attribute}'",
            where="the simulated cloud",
            remedy=f"see its attributes: rehearse cloud show {item.type} {item.name}",
        ) from error
    _out.print(Text(f"Changed {attribute} of {item.type} {item.name}. Now: cdktf diff <stack>"))


@app.command("take-name")
def take_name(
    resource_type: Type,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name that only one customer can have.")],
) -> None:
    """Give a world-wide name, of a registry for instance, to somebody else: to see how a deployment ends."""
    _cloud_at_first().take_name(resource_type, name)
    _out.print(Text(f"'{name}' belongs to somebody else now. Try: rehearse up"))


@app.command()
def fail(
    resource_type: Type,
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="What the simulated cloud shall say.")],
) -> None:
    """Let the next creation of a type fail, once: to see how a deployment ends and goes on."""
    _cloud_at_first().fail_create(resource_type, message)
    _out.print(Text(f"The next {resource_type} that is created fails. Try: rehearse up"))


def _cloud() -> SimulatedCloud:
    home = rehearsal_home()
    if not home.cloud.is_file():
        raise NotRehearsedError(home)
    return SimulatedCloud(home.cloud)


def _cloud_at_first() -> SimulatedCloud:
    """Return the simulated cloud, made when there is none yet: trouble can be prepared beforehand."""
    home = rehearsal_home()
    home.root.mkdir(parents=True, exist_ok=True)
    return SimulatedCloud(home.cloud)


def _find(cloud: SimulatedCloud, resource_type: str, name: str) -> CloudObject:
    """Return the one object of a type with this name or id; raise UserError for none or several."""
    found = [item for item in cloud.list_objects(resource_type) if name in (item.id, item.name)]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} objects" if found else "no object"
    raise UserError(
        f"the simulated cloud has {what} of type {resource_type} with the name or id '{name}'",
        where="the simulated cloud",
        remedy="give the id of one of them: rehearse cloud ls"
        if found
        else "see what there is: rehearse cloud ls",
    )


def _value_at(container: Any, attribute: str) -> Any:
    """Return what stands at a path; None for an attribute that is new in its block."""
    for step in attribute.split("."):
        container = container[int(step)] if isinstance(container, list) else container.get(step)
        if container is None:
            return None
    return container


def _like(current: Any, value: str) -> Any:
    """Return a new value of the kind of the present one: Kubernetes' replicas, for one, are text here."""
    if isinstance(current, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
