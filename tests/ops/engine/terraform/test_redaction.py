"""Secret values are masked wherever they stand."""

import pytest

from ops.engine.terraform.redaction import MASK, Redactor


def test_a_value_is_masked_in_text_and_in_every_part_of_a_tree() -> None:
    redactor = Redactor(["s3cret"])
    tree = {"a s3cret": ["x s3cret y", {"b": "s3cret"}], "number": 1, "nothing": None}
    assert redactor.text("is s3cret.") == f"is {MASK}."
    assert redactor.tree(tree) == {
        f"a {MASK}": [f"x {MASK} y", {"b": MASK}],
        "number": 1,
        "nothing": None,
    }


def test_a_secret_that_contains_another_is_masked_whole() -> None:
    assert Redactor(["pass", "password"]).text("password") == MASK


@pytest.mark.parametrize(
    ("value", "text", "masked"),
    [
        ('a"b', 'is "a\\"b"', f'is "{MASK}"'),
        ("a&b<c>", "is a\\u0026b\\u003cc\\u003e", f"is {MASK}"),
        ("a${b}%{c}", "is a$${b}%%{c}", f"is {MASK}"),
        ("first line\nsecond line", "    second line", f"    {MASK}"),
    ],
)
def test_a_value_is_masked_however_terraform_quotes_it(value: str, text: str, masked: str) -> None:
    assert Redactor([value]).text(text) == masked


def test_an_empty_value_masks_nothing() -> None:
    assert Redactor([""]).text("text") == "text"
