"""The severity of an alert."""

from enum import IntEnum


class Severity(IntEnum):
    """How bad an alert is, as Azure Monitor counts: 0 is the worst."""

    CRITICAL = 0
    ERROR = 1
    WARNING = 2
    INFORMATIONAL = 3
    VERBOSE = 4
