"""The add-ons: what the application needs on the cluster before it can be released."""

from stacks.addons.stack import AddonsStack

__all__ = ["AddonsStack"]
