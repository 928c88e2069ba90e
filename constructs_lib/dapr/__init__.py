"""Constructs of the Dapr runtime and its components."""

from typing import Final

from contract.addons import AddonNamespace

#: Where the control plane lives. Named here, apart from the chart, for those who only refer to it: a stack
#: must not load another stack's provider for the sake of a name.
CONTROL_PLANE_NAMESPACE: Final = AddonNamespace.DAPR
