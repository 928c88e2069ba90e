import pytest

from ops.commands.init.answers import AnswerError, checked, unique_suffix


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "acme"),
        ("name", "shop-2"),
        ("region", "westeurope"),
        ("repository", "octo/shop"),
        ("repository", "none"),
        ("email", "me@example.com"),
        ("size", "large"),
        ("subscription", "12345678-90ab-cdef-1234-567890abcdef"),
        ("code_owner", "@octo/platform"),
    ],
)
def test_a_valid_answer_is_taken_without_blanks_around_it(key: str, value: str) -> None:
    assert checked(key, f" {value} ") == value


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("name", "Acme", "3–13 lower-case letters"),
        ("name", "acme: x", "3–13 lower-case letters"),
        ("name", "a-name-of-14-c", "3–13 lower-case letters"),
        ("name", "ac", "3–13 lower-case letters"),
        ("region", "East US", "short name"),
        ("repository", "shop", "owner/name"),
        ("email", "me", "must be an e-mail address"),
        ("size", "huge", "small, standard, large"),
        ("subscription", "mine", "GUID"),
        ("admin_group", "mine", "GUID"),
        ("code_owner", "octo", "@octo"),
    ],
)
def test_an_answer_that_breaks_its_rule_names_flag_value_and_rule(key: str, value: str, rule: str) -> None:
    with pytest.raises(AnswerError) as refused:
        checked(key, value)
    assert rule in refused.value.what
    assert f"'{value}'" in refused.value.what
    assert refused.value.where == f"--{key.replace('_', '-')}"


def test_a_suffix_follows_from_the_answers_and_fits_every_azure_name() -> None:
    assert unique_suffix("acme", "a/b") == unique_suffix("acme", "a/b")
    assert unique_suffix("acme", "a/b") != unique_suffix("acme", "a/c")
    assert all(unique_suffix(str(number)).isalnum() for number in range(100))
