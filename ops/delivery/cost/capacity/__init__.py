"""The number of nodes that an environment needs: the requests of its pods against allocatable resources.

Computed from the synthesized stacks. Node sizes and quantities are those that check environment files.
"""

from ops.delivery.cost.capacity.environment import Capacity, capacity_of

__all__ = ["Capacity", "capacity_of"]
