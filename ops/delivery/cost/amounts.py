"""Ranges of amounts, and the format of money.

Amounts are decimal: a sum of binary floats depends on the interpreter (Python 3.12 adds more exactly than
3.11), and so would a cent of a total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Self

#: The hours of a month in Azure's calculator and github.com/infracost/infracost.
HOURS_A_MONTH: Final = 730
DAYS_A_MONTH: Final = Decimal(HOURS_A_MONTH) / 24
_CENT: Final = Decimal("0.01")
_CENTS_BELOW: Final = 10
_SYMBOLS: Final = {"USD": "$"}

Number = int | float | Decimal


def exact(number: Number) -> Decimal:
    """Return a number as it is written: 0.1 is a tenth, which the float is not."""
    return number if isinstance(number, Decimal) else Decimal(repr(number))


@dataclass(frozen=True, kw_only=True, init=False)
class Range:
    """The minimum, expected and maximum value of a quantity, or of a monthly cost."""

    minimum: Decimal
    expected: Decimal
    maximum: Decimal

    def __init__(self, *, minimum: Number, expected: Number, maximum: Number) -> None:
        # The dataclass is frozen.
        for name, value in (("minimum", minimum), ("expected", expected), ("maximum", maximum)):
            object.__setattr__(self, name, exact(value))

    @classmethod
    def of(cls, value: Number) -> Self:
        """Return a range of one value."""
        return cls(minimum=value, expected=value, maximum=value)

    @classmethod
    def total(cls, ranges: Iterable["Range"]) -> Self:
        """Return the sum of ranges; zero for none."""
        listed = list(ranges)
        return cls(
            minimum=sum((each.minimum for each in listed), Decimal()),
            expected=sum((each.expected for each in listed), Decimal()),
            maximum=sum((each.maximum for each in listed), Decimal()),
        )

    @property
    def fixed(self) -> bool:
        """Whether minimum and maximum are equal to the cent."""
        return cents(self.maximum - self.minimum) == 0

    @property
    def billed(self) -> "Range":
        """The range as a bill states it, rounded to the cent."""
        return Range(minimum=cents(self.minimum), expected=cents(self.expected), maximum=cents(self.maximum))

    def times(self, factor: Number) -> "Range":
        """Return the range multiplied by a non-negative factor."""
        by = exact(factor)
        return Range(minimum=self.minimum * by, expected=self.expected * by, maximum=self.maximum * by)

    def less(self, other: "Range") -> "Range":
        """Return the range minus another, not below zero."""
        return Range(
            minimum=max(Decimal(), self.minimum - other.minimum),
            expected=max(Decimal(), self.expected - other.expected),
            maximum=max(Decimal(), self.maximum - other.maximum),
        )

    def at_most(self, bound: Number) -> "Range":
        """Return the range limited to an upper bound."""
        most = exact(bound)
        return Range(
            minimum=min(self.minimum, most),
            expected=min(self.expected, most),
            maximum=min(self.maximum, most),
        )


def cents(amount: Number) -> Decimal:
    """Return an amount rounded to the cent, half a cent up, as a bill is."""
    return exact(amount).quantize(_CENT, rounding=ROUND_HALF_UP)


def money(amount: Number, currency: str = "USD", *, with_cents: bool = True) -> str:
    """Return a formatted amount: $1,234.50; 1,234.50 EUR."""
    size = abs(exact(amount))
    digits = f"{cents(size):,}" if with_cents else f"{size.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"
    sign = "-" if amount < 0 and digits.strip("0.,") else ""
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{digits} {currency}"


def money_exact(amount: Number, currency: str = "USD") -> str:
    """Return a small amount with all digits, at least two decimals: $0.0416, $0.10."""
    whole = exact(amount)
    digits = f"{cents(whole)}" if cents(whole) == whole else f"{whole.normalize():f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{digits}" if symbol else f"{digits} {currency}"


def money_range(amount: Range, currency: str = "USD") -> str:
    """Return minimum to maximum, without cents from ten on; empty when they are equal."""
    if amount.fixed:
        return ""
    small = amount.maximum < _CENTS_BELOW
    least, most = (money(each, currency, with_cents=small) for each in (amount.minimum, amount.maximum))
    return "" if least == most else f"{least} – {most}"
