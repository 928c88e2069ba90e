"""How bad an alert is, as Azure Monitor counts: 0 is the worst."""

from typing import Final

CRITICAL: Final = 0
ERROR: Final = 1
WARNING: Final = 2
