"""How many nodes an environment needs: what its pods request, against what a node offers.

Read from the synthesized stacks alone. The facts about node sizes and the arithmetic of quantities are
those with which environment files are checked.
"""

from ops.delivery.cost.capacity.environment import Capacity, capacity_of

__all__ = ["Capacity", "capacity_of"]
