"""Settings of scale: counts between two bounds, and resources."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from environments.quantity import Cpu, Memory, mebibytes, millicores
from environments.section import Section


class Amounts(Section):
    """CPU and memory, as Kubernetes quantities."""

    cpu: Cpu
    memory: Memory


class Resources(Section):
    """What a container asks for and what it may use at most."""

    requests: Amounts
    limits: Amounts

    @model_validator(mode="after")
    def _requests_fit_into_limits(self) -> Self:
        if millicores(self.requests.cpu) > millicores(self.limits.cpu):
            raise ValueError(f"requests.cpu {self.requests.cpu} is more than limits.cpu {self.limits.cpu}")
        if mebibytes(self.requests.memory) > mebibytes(self.limits.memory):
            raise ValueError(
                f"requests.memory {self.requests.memory} is more than limits.memory {self.limits.memory}"
            )
        return self


class Bounds(Section):
    """How many there are at least and at most."""

    minimum: Annotated[int, Field(ge=1)]
    maximum: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _minimum_fits_under_maximum(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is more than maximum {self.maximum}")
        return self
