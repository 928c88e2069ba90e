import re

import pytest

from ops.common.hidden_header import hidden_facts, hidden_header
from ops.common.markdown_text import LIMIT, fitted, tamed


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert fitted("a plan\n") == "a plan\n"


def test_a_text_that_is_too_large_is_cut_between_lines_and_closed() -> None:
    text = "<details open><summary>app</summary>\n\n````diff\n" + "+ a line with ``` in it\n" * 9000
    short = fitted(text)
    assert len(short) <= LIMIT
    assert re.search(r"\+ a line with ``` in it\n… \d+ more lines: see the workflow's run\n````\n", short)
    assert short.endswith("</details>\n")


def test_one_endless_line_is_cut_too() -> None:
    assert len(fitted("x" * 100_000)) < 500


def test_a_fence_that_was_closed_is_not_closed_again() -> None:
    short = fitted("```diff\n+ x\n```\n" + "words\n" * 20_000)
    assert short.count("```") == 2


@pytest.mark.parametrize(
    "hidden",
    [
        hidden_header(kind="plan", fingerprints={"app": "f" * 16}),
        "<!-- one\nover two lines -->",
        "<!----><!-- x -->",
    ],
)
def test_hidden_comments_are_taken_out(hidden: str) -> None:
    assert tamed(f"before {hidden}after") == "before after"


@pytest.mark.parametrize("text", ["<!-<!-- -->- hackathon -->", "<!-- never ended", "<\u200e!-- x"])
def test_nothing_that_is_left_begins_a_comment(text: str) -> None:
    assert "<!--" not in tamed(text)
    assert hidden_facts(tamed(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "@everyone look",
        "(@octocat)",
        "`@octocat`",
        "\\@octocat",
        "@<!-- -->octocat",
        "&#64;octocat",
        "&#X40;octocat",
        "&commat;octocat",
        "@hackathon-todo/team",
    ],
)
def test_nobody_is_mentioned(text: str) -> None:
    assert not re.search(r"(?<![A-Za-z0-9_])@[A-Za-z0-9]", tamed(text))
    assert "@" in tamed(text)


def test_an_image_by_its_digest_can_still_be_copied() -> None:
    image = "hackathontodoacr.azurecr.io/todo-backend@sha256:" + "0" * 64
    assert tamed(image) == image


def test_characters_that_hide_or_turn_are_taken_out() -> None:
    assert tamed("a\u202eb\x00c\r\nd\te") == "abc\nd\te"
