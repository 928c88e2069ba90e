"""How many pods a drained node may take at once."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.pod_disruption_budget_v1 import (
    PodDisruptionBudgetV1,
    PodDisruptionBudgetV1Metadata,
    PodDisruptionBudgetV1Spec,
    PodDisruptionBudgetV1SpecSelector,
)
from constructs import Construct


class DisruptionBudget(Construct):
    """One pod at a time, whatever their number.

    `min_available: 1` would never let a node go that holds the only replica of a small environment.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        selector: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        PodDisruptionBudgetV1(
            self,
            "Default",
            metadata=PodDisruptionBudgetV1Metadata(name=name, namespace=namespace, labels=labels),
            spec=PodDisruptionBudgetV1Spec(
                max_unavailable="1",
                selector=PodDisruptionBudgetV1SpecSelector(match_labels=selector),
            ),
        )
