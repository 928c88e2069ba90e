import pytest

from ops.common.hidden_header import hidden_facts, hidden_header, without_header


def test_facts_come_back_from_the_first_line_alone() -> None:
    line = hidden_header(kind="plan", fingerprints={"app": "f00d"})
    assert hidden_facts(f"{line}\nA plan.\n") == {"kind": "plan", "fingerprints": {"app": "f00d"}}
    assert hidden_facts(f"A plan.\n{line}\n") is None


def test_github_may_write_its_own_line_ends() -> None:
    assert hidden_facts(hidden_header(kind="plan") + "\r\nA plan.\r\n") == {"kind": "plan"}


def test_a_value_cannot_end_the_comment() -> None:
    line = hidden_header(environment="x --> <b>seen</b>", commit="--")
    assert line.count("-->") == 1
    assert hidden_facts(line) == {"environment": "x --> <b>seen</b>", "commit": "--"}


@pytest.mark.parametrize(
    "text",
    ["", "A plan.", "<!-- todo-deployment {broken -->", "<!-- todo-deployment [1] -->"],
)
def test_other_texts_have_no_facts(text: str) -> None:
    assert hidden_facts(text) is None


def test_a_text_without_its_header_is_the_rest() -> None:
    assert without_header(f"{hidden_header(kind='plan')}\nA plan.\nMore.\n") == "A plan.\nMore.\n"
