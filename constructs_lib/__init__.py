"""Reusable constructs: one noun a module, keyword-only arguments, values in, typed outputs."""

from constructs_lib.lean_bindings import load_submodules_on_demand

load_submodules_on_demand()
