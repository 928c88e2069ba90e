"""The three stacks. Each lists its parts and declares its outputs."""

import os

from constructs_lib.lean_bindings import load_submodules_on_demand
from contract.node import use_installed_node

# Before a module below imports a construct, which starts Node.
use_installed_node(os.environ)
# Loading all of the bindings takes longer than a synthesis.
load_submodules_on_demand()
