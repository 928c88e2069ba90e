"""The names of the providers that have a stand-in, and where a rehearsal is.

Apart from all else: each start of a provider reads this first.
"""

import os
from pathlib import Path

PROVIDERS = ("azurerm", "kubernetes", "helm", "redpanda")


def home() -> Path:
    """Return the rehearsal's folder: REHEARSAL_HOME, else `.rehearsal` in the clone."""
    given = os.environ.get("REHEARSAL_HOME")
    return Path(given) if given else Path(__file__).parents[2] / ".rehearsal"
