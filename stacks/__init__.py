"""The three stacks. Each lists its parts and declares its outputs."""

import os

from constructs_lib.lean_bindings import load_submodules_on_demand
from contract.node import configure_jsii

# Before a module below imports a construct, which starts Node.
configure_jsii(os.environ)
# Loading all of the bindings takes longer than a synthesis.
load_submodules_on_demand()
