"""Settings of the release: the application's namespace and its two workloads."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from environments.names import Namespace, matching
from environments.scaling import Amounts, Bounds, Resources
from environments.section import Section

# The names of objects and Dapr's certificates are longer than this by at most 40 characters.
ApplicationName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?",
            rule="must be 1–20 lower-case letters, digits or hyphens, beginning with a letter and not ending "
            "with a hyphen",
        )
    ),
]


class Replicas(Bounds):
    """Bounds of a workload's autoscaler and the CPU use (percent of requests) that it aims at."""

    cpu_percent: Annotated[int, Field(ge=10, le=95)] = 70


class Workload(Section):
    """One part of the application: what a replica may use and how many there are."""

    resources: Resources
    replicas: Replicas


class Sidecar(Section):
    """The Dapr sidecar beside every replica.

    The default is what Dapr's production guidelines recommend, but for the CPU request, a quarter of theirs:
    docs/decisions/0011-capacity.md.
    """

    resources: Resources = Resources(
        requests=Amounts(cpu="25m", memory="250Mi"), limits=Amounts(cpu="300m", memory="1000Mi")
    )


class Application(Section):
    """The release: its name, its namespace, its two workloads and how much they write into the logs.

    The workloads' names, their images' repositories, the gateway and the label `part-of` are made of `name`.
    """

    name: ApplicationName = "todo"
    namespace: Namespace
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    chat_model: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$")] = "gpt-4o-mini"
    sidecar: Sidecar = Sidecar()
    backend: Workload
    frontend: Workload
