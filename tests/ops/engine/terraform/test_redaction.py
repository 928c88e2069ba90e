"""Secret values are masked wherever they stand."""

import base64
from urllib.parse import quote

import pytest

from ops.engine.terraform.redaction import MASK, Redactor


def test_a_value_is_masked_in_text_and_in_every_part_of_a_tree() -> None:
    redactor = Redactor(["s3cret-1"])
    tree = {"a s3cret-1": ["x s3cret-1 y", {"b": "s3cret-1"}], "number": 1, "nothing": None}
    assert redactor.text("is s3cret-1.") == f"is {MASK}."
    assert redactor.tree(tree) == {
        f"a {MASK}": [f"x {MASK} y", {"b": MASK}],
        "number": 1,
        "nothing": None,
    }


def test_a_secret_that_contains_another_is_masked_whole() -> None:
    assert Redactor(["pa55word", "pa55word-2"]).text("pa55word-2") == MASK


@pytest.mark.parametrize(
    ("value", "text", "masked"),
    [
        ('a"b-c-d-e', 'is "a\\"b-c-d-e"', f'is "{MASK}"'),
        ("a&b<c>-1", "is a\\u0026b\\u003cc\\u003e-1", f"is {MASK}"),
        ("a${b}%{c}", "is a$${b}%%{c}", f"is {MASK}"),
        ("first line\nsecond line", "    second line", f"    {MASK}"),
    ],
)
def test_a_value_is_masked_however_terraform_quotes_it(value: str, text: str, masked: str) -> None:
    assert Redactor([value]).text(text) == masked


def test_an_empty_value_masks_nothing() -> None:
    assert Redactor([""]).text("text") == "text"


@pytest.mark.parametrize("around", ["", "a", "ab", "user:"])
def test_a_value_is_masked_in_base64_wherever_it_stands_in_the_encoded_text(around: str) -> None:
    encoded = base64.b64encode(f"{around}hunter2-hunter2{around}".encode()).decode()
    assert Redactor(["hunter2-hunter2"]).text(f"data: {encoded}\nnext") == f"data: {MASK}\nnext"


def test_a_value_is_masked_in_the_base64_of_urls() -> None:
    encoded = base64.urlsafe_b64encode(b"??>>~~hunter2").decode()
    assert Redactor(["??>>~~hunter2"]).text(encoded) == MASK


@pytest.mark.parametrize("safe", ["", "/"])
def test_a_value_is_masked_as_a_part_of_a_url(safe: str) -> None:
    value = "p/a s+s:w@rd%"
    assert Redactor([value]).text(f"x://u:{quote(value, safe=safe)}@h") == f"x://u:{MASK}@h"
    assert Redactor([value]).text(f"x://u:{quote(value, safe=safe).lower()}@h") == f"x://u:{MASK}@h"


def test_a_value_shorter_than_8_characters_is_not_masked_in_text() -> None:
    assert Redactor(["todo123"]).text("the todo123 of todo123-db") == "the todo123 of todo123-db"


def test_a_stand_in_that_is_a_word_is_masked_as_a_value_and_not_in_names_and_paths() -> None:
    redactor = Redactor(["rehearsal"])
    for ordinary in (
        "/home/a/rehearsal/app",
        "a rehearsal of production",
        "rehearsal.azurecr.io/todo",
        "rehearsal-rg",
        "rehearsal: started",
    ):
        assert redactor.text(ordinary) == ordinary
    assert redactor.text("rehearsal") == MASK
    assert redactor.text('ARM_CLIENT_SECRET="rehearsal"') == f'ARM_CLIENT_SECRET="{MASK}"'
    assert redactor.text("secret=rehearsal&x=1") == f"secret={MASK}&x=1"


MARKED = (
    "production",
    "todo-db-2",
    "https://x.example",
    "Zq8-kw%31!Rt",
    "12345678",
    "k3jx9q2mvb7zt4wn8hd6",
    "9f86d081884c7d659a2feaa0c55ad015",
    "correct horse battery staple",
    "CorrectHorse",
    "839201847362",
)


@pytest.mark.parametrize("value", MARKED)
def test_what_a_plan_marks_is_masked_in_text_whatever_it_looks_like(value: str) -> None:
    redactor = Redactor().with_values([value])
    assert redactor.text(f"is {value}; {quote(value, safe='')}") == f"is {MASK}; {MASK}"
    encoded = base64.b64encode(value.encode()).decode()
    assert redactor.text(f"data: {encoded}") == f"data: {MASK}"


def test_a_marked_plain_word_is_masked_as_a_word_and_not_in_longer_ones_or_in_names() -> None:
    redactor = Redactor().with_values(["postgres"])
    assert redactor.text("engine postgres, postgresql") == f"engine {MASK}, postgresql"
    assert redactor.name("module.postgres.x") == "module.postgres.x"


def test_a_marked_value_shorter_than_8_characters_is_not_masked_elsewhere() -> None:
    redactor = Redactor().with_values(["Zq8%31!"], keys=["Zq8%31!"])
    assert redactor.text("Zq8%31!") == "Zq8%31!"


def test_of_the_keys_of_a_marked_map_only_those_that_are_no_names_are_masked_elsewhere() -> None:
    redactor = Redactor().with_values([], keys=["T0psecret!x", "application.properties", "DATABASE_URL"])
    assert redactor.text("T0psecret!x application.properties DATABASE_URL") == (
        f"{MASK} application.properties DATABASE_URL"
    )


def test_of_a_marked_document_the_lines_that_any_document_has_stay_readable() -> None:
    kubeconfig = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://x.example\n"
    redactor = Redactor().with_values([kubeconfig])
    assert redactor.text("apiVersion: v1\nclusters:\n") == "apiVersion: v1\nclusters:\n"
    assert redactor.text(f"is {kubeconfig}") == f"is {MASK}"


def test_a_redactor_of_many_values_finds_each_of_them() -> None:
    values = [f"value-{number:05}-x" for number in range(2_000)]
    redactor = Redactor(values)
    assert redactor.text(f"a {values[7]} b {values[1999]}{values[0]}") == f"a {MASK} b {MASK}{MASK}"
    assert redactor.text("value-x-00007") == "value-x-00007"
