import pytest

from ops.delivery.cost.amounts import Range, money, money_exact, money_range

# The prices and quantities of Redpanda's uptime, partitions, and data written, read and kept.
ADDONS = ((0.1, 730), *[(0.0015, 5 * 730)] * 4, (0.1, 0.5), (0.05, 0.5), (0.1, 0.2))


def _range(minimum: float, expected: float, maximum: float) -> Range:
    return Range(minimum=minimum, expected=expected, maximum=maximum)


def test_ranges_add_up_and_nothing_is_zero() -> None:
    assert Range.total([_range(1, 2, 3), Range.of(4)]) == _range(5, 6, 7)
    assert Range.total([]) == Range.of(0)


def test_a_total_does_not_depend_on_how_the_interpreter_adds_floats() -> None:
    tenths = [Range.of(0.1)] * 10
    assert Range.total(tenths) == Range.of(1)
    # Production's add-ons: $94.99 by the sums of Python 3.11, $95.00 by those of 3.12.
    lines = [Range.of(price).times(quantity) for price, quantity in ADDONS]
    assert money(Range.total(lines).expected) == money(Range.total(reversed(lines)).expected) == "$95.00"


def test_half_a_cent_is_rounded_up() -> None:
    assert [money(amount) for amount in (0.005, 0.015, 0.025, 1.005)] == ["$0.01", "$0.02", "$0.03", "$1.01"]


def test_what_is_taken_off_leaves_nothing_below_zero() -> None:
    assert _range(1, 10, 100).less(Range.of(5)) == _range(0, 5, 95)


def test_a_bound_holds_for_all_three() -> None:
    assert _range(1, 10, 100).at_most(5) == _range(1, 5, 5)


@pytest.mark.parametrize(
    ("amount", "text"), [(1234.5, "$1,234.50"), (-3, "-$3.00"), (-0.001, "$0.00"), (0, "$0.00")]
)
def test_amounts_are_written_as_people_write_them(amount: float, text: str) -> None:
    assert money(amount) == text


def test_another_currency_is_written_behind_the_amount() -> None:
    assert money(2, "EUR") == "2.00 EUR"
    assert money_exact(0.0416) == "$0.0416"
    assert money_exact(0.5, "EUR") == "0.50 EUR"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (_range(5, 5, 5), ""),
        (_range(1, 2, 3), "$1.00 – $3.00"),
        (_range(16.2, 17, 400.4), "$16 – $400"),
        (_range(94.9, 95, 95.4), ""),
    ],
)
def test_a_range_is_told_only_where_it_shows(amount: Range, text: str) -> None:
    assert money_range(amount) == text
