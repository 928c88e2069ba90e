"""The disruption budget: how many pods the drain of a node may stop at once."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.pod_disruption_budget_v1 import (
    PodDisruptionBudgetV1,
    PodDisruptionBudgetV1Metadata,
    PodDisruptionBudgetV1Spec,
    PodDisruptionBudgetV1SpecSelector,
)
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta


class DisruptionBudget(Construct):
    """One pod at a time, whatever their number.

    `min_available: 1` would never let a node go that holds the only replica of a small environment.

    Args:
        metadata: Name, namespace and labels.
        selector: Labels of the pods.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The budget, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        selector: Mapping[str, str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = PodDisruptionBudgetV1(
            self,
            "Default",
            metadata=PodDisruptionBudgetV1Metadata(**metadata.arguments),
            spec=PodDisruptionBudgetV1Spec(
                max_unavailable="1",
                selector=PodDisruptionBudgetV1SpecSelector(match_labels=selector),
            ),
            depends_on=list(depends_on) or None,
        )
