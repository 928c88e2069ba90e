"""Settings of the application stack."""

from typing import Annotated

from pydantic import Field

from environments.names import DnsLabel
from environments.scaling import Bounds, Resources
from environments.section import Section


class Replicas(Bounds):
    """Bounds of a workload's autoscaler and the CPU use (percent of requests) that it aims at."""

    cpu_percent: Annotated[int, Field(ge=10, le=95)] = 70


class Workload(Section):
    """One part of the application: what a replica may use and how many there are."""

    resources: Resources
    replicas: Replicas


class Application(Section):
    """The release: its namespace and its two workloads."""

    namespace: DnsLabel
    backend: Workload
    frontend: Workload
