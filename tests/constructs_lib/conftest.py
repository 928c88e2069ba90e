"""Settings of the constructs' tests."""

from constructs_lib.lean_bindings import load_submodules_on_demand

load_submodules_on_demand()
