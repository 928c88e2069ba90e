"""The refusals and computed values of the simulated cloud by resource type, a module for each family.

A type without a rule works by its schema alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from rehearsal.cloud.rules.base import Problem, Rule
from rehearsal.cloud.values import Value

Configure = Callable[[Mapping[str, Value]], tuple[Mapping[str, Value], list[Problem]]]

_FAMILIES = {
    "azurerm": "rehearsal.cloud.rules.azure",
    "kubernetes": "rehearsal.cloud.rules.kubernetes",
    "helm": "rehearsal.cloud.rules.helm",
    "redpanda": "rehearsal.cloud.rules.redpanda",
}
_NO_RULE = Rule()


def rule_for(type_: str) -> Rule:
    """Return the rule of a resource type; an empty one where there is none."""
    family = type_.partition("_")[0]
    if family not in _FAMILIES:
        return _NO_RULE
    module = import_module(_FAMILIES[family])
    found: Rule = module.RULES.get(type_, module.DEFAULT)
    return found


def data_rule_for(type_: str) -> Rule | None:
    """Return the rule of a data source that is more than a look at a resource of the same type."""
    family = type_.partition("_")[0]
    if family not in _FAMILIES:
        return None
    found: Rule | None = import_module(_FAMILIES[family]).DATA_RULES.get(type_)
    return found


def configure_settings(
    provider: str, config: Mapping[str, Value]
) -> tuple[Mapping[str, Value], list[Problem]]:
    """Return the values of a provider block, completed from the environment, and their problems."""
    configure: Configure = import_module(_FAMILIES[provider]).configure
    return configure(config)
