"""The sizes of a managed PostgreSQL server, each with the tiers' prefix that Terraform wants.

Source: github.com/MicrosoftDocs/azure-databases-docs at 2d8d56e0df61d3df4c611b6fbfa2527785a38c35,
articles/postgresql/compute-storage/concepts-compute.md, "Compute options" (13 January 2026). A newer size is
added here. Which of them a region offers, only `ops bootstrap --check` can ask.
"""

from collections.abc import Iterator
from typing import Final

_BURSTABLE: Final = ("B1ms", "B2s", "B2ms", "B4ms", "B8ms", "B12ms", "B16ms", "B20ms")
# By series: the numbers of cores.
_UP_TO_64: Final = (2, 4, 8, 16, 32, 48, 64)
_UP_TO_96: Final = (*_UP_TO_64, 96)
_GENERAL: Final = {
    "s_v3": _UP_TO_64,
    "ds_v4": _UP_TO_64,
    "ds_v5": _UP_TO_96,
    "ads_v5": _UP_TO_96,
    "ads_v6": _UP_TO_96,
    "ds_v6": (*_UP_TO_96, 128, 192),
}
# The same numbers, and 20 cores from v4 on.
_MEMORY: Final = {series: cores if series == "s_v3" else (*cores, 20) for series, cores in _GENERAL.items()}


def _sizes() -> Iterator[str]:
    for size in _BURSTABLE:
        yield f"B_Standard_{size}"
    for tier, letter, table in (("GP", "D", _GENERAL), ("MO", "E", _MEMORY)):
        for series, cores in table.items():
            for count in cores:
                yield f"{tier}_Standard_{letter}{count}{series}"


#: Every size as `database.sku` takes it.
DATABASE_SIZES: Final = frozenset(_sizes())
