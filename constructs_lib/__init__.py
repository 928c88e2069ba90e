"""Reusable constructs: one noun a module, keyword-only arguments, values in, typed attributes out.

Importing the library changes nothing. `lean_bindings.load_submodules_on_demand` makes the imports of the
provider bindings fast; call it before the first import of a construct.
"""
