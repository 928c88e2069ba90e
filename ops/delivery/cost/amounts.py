"""Ranges of amounts, and the format of money."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

#: The hours of a month in Azure's calculator and github.com/infracost/infracost.
HOURS_A_MONTH: Final = 730
DAYS_A_MONTH: Final = HOURS_A_MONTH / 24
_CENTS_BELOW: Final = 10
_SYMBOLS: Final = {"USD": "$"}


@dataclass(frozen=True, kw_only=True)
class Range:
    """The minimum, expected and maximum value of a quantity, or of a monthly cost."""

    minimum: float
    expected: float
    maximum: float

    @classmethod
    def of(cls, value: float) -> Self:
        """Return a range of one value."""
        return cls(minimum=value, expected=value, maximum=value)

    @classmethod
    def total(cls, ranges: Iterable["Range"]) -> Self:
        """Return the sum of ranges; zero for none."""
        listed = list(ranges)
        return cls(
            minimum=sum(each.minimum for each in listed),
            expected=sum(each.expected for each in listed),
            maximum=sum(each.maximum for each in listed),
        )

    @property
    def fixed(self) -> bool:
        """Whether minimum and maximum are equal to the cent."""
        return round(self.maximum - self.minimum, 2) == 0

    def times(self, factor: float) -> "Range":
        """Return the range multiplied by a non-negative factor."""
        return Range(
            minimum=self.minimum * factor, expected=self.expected * factor, maximum=self.maximum * factor
        )

    def less(self, other: "Range") -> "Range":
        """Return the range minus another, not below zero."""
        return Range(
            minimum=max(0, self.minimum - other.minimum),
            expected=max(0, self.expected - other.expected),
            maximum=max(0, self.maximum - other.maximum),
        )

    def at_most(self, bound: float) -> "Range":
        """Return the range limited to an upper bound."""
        return Range(
            minimum=min(self.minimum, bound),
            expected=min(self.expected, bound),
            maximum=min(self.maximum, bound),
        )


def money(amount: float, currency: str = "USD", *, cents: bool = True) -> str:
    """Return a formatted amount: $1,234.50; 1,234.50 EUR."""
    digits = f"{abs(amount):,.2f}" if cents else f"{abs(amount):,.0f}"
    sign = "-" if amount < 0 and digits.strip("0.,") else ""
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{digits} {currency}"


def money_exact(amount: float, currency: str = "USD") -> str:
    """Return a small amount with all digits, at least two decimals: $0.0416, $0.10."""
    digits = f"{amount:g}" if round(amount, 2) != amount else f"{amount:.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{digits}" if symbol else f"{digits} {currency}"


def money_range(amount: Range, currency: str = "USD") -> str:
    """Return minimum to maximum, without cents from ten on; empty when they are equal."""
    if amount.fixed:
        return ""
    cents = amount.maximum < _CENTS_BELOW
    least, most = (money(each, currency, cents=cents) for each in (amount.minimum, amount.maximum))
    return "" if least == most else f"{least} – {most}"
