"""The three stacks. Each lists its parts and declares its outputs."""

from constructs_lib.lean_bindings import load_submodules_on_demand

# Before a module below imports a construct: loading all of the bindings takes longer than a synthesis.
load_submodules_on_demand()
