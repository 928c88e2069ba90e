"""One or two examples of each construct: what the snapshots show, and what is applied to the simulated cloud.

An example is a function of a scope and of what is already there; called with a scope alone, it refers to
things that do not exist, which is enough for a synthesis.
"""
