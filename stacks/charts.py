"""The Helm charts of the add-ons: the one place where their versions are pinned."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Where a chart comes from and which version of it is installed."""

    repository: str
    version: str


DAPR: Final = Chart(repository="https://dapr.github.io/helm-charts/", version="1.16.0")
