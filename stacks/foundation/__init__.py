"""The foundation: everything that lives in Azure and outlasts a release."""

from stacks.foundation.stack import FoundationStack

__all__ = ["FoundationStack"]
