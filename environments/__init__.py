"""The deployment's environments: one typed YAML file each, checked before anything is synthesized."""

from environments.loader import EnvironmentFileError, load_environment, selected_environment
from environments.model import Environment

__all__ = ["Environment", "EnvironmentFileError", "load_environment", "selected_environment"]
