"""The application stack: one release of the backend and the frontend."""

from stacks.app.stack import AppStack

__all__ = ["AppStack"]
