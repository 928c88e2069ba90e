"""The base of every section of an environment file."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of an environment file: unknown keys are refused and no value is converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
