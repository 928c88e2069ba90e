"""The JSON of a plan, in which no number loses a digit.

Terraform computes with 512 bits and writes every digit (https://pkg.go.dev/github.com/zclconf/go-cty/cty,
"Number"). A Python float has 17, so that two values could become one.
"""

import json
import math
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

# Python refuses to read longer integers (sys.set_int_max_str_digits).
_LONGEST_INTEGER: Final = 4_000


class ExactNumber(float):
    """A number that a float cannot hold, with its text; equal only to a number of the same text."""

    text: str

    def __new__(cls, text: str) -> "ExactNumber":
        """Return the number of a text."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __eq__(self, other: object) -> bool:
        """Compare the texts."""
        return isinstance(other, ExactNumber) and self.text == other.text

    def __ne__(self, other: object) -> bool:
        """Compare the texts; a float has a comparison for this, too."""
        return not self == other

    def __hash__(self) -> int:
        """Hash the text."""
        return hash(self.text)


def parse_plan(content: str | bytes) -> Any:
    """Return the document. Raises ValueError, also for NaN and Infinity, which JSON does not have."""
    return json.loads(content, parse_float=_number, parse_int=_integer, parse_constant=_refuse)


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        return ExactNumber(text)
    try:
        return number if Decimal(repr(number)) == Decimal(text) else ExactNumber(text)
    except InvalidOperation:
        return ExactNumber(text)


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else ExactNumber(text)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
