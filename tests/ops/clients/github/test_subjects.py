import pytest

from ops.clients.github.subjects import (
    SubjectMismatchError,
    TokenSubject,
    read_token_subject,
    require_trusted,
    trusted_subjects,
)
from ops.engine.synthesis.document import StackDocument
from tests.ops.clients.github.api import REPOSITORY, Api, refused

FILE = "environments/production.yaml"
PLAIN = f"repo:{REPOSITORY}:environment:production"
WITH_IDS = "repo:hackathon-todo@101/deployment@202:environment:production"


def _with_ids(api: Api) -> TokenSubject:
    api.subject = {"use_default": True, "use_immutable_subject": True}
    return read_token_subject(api.client())


def test_a_repository_without_ids_in_its_tokens_is_trusted_by_name(api: Api) -> None:
    require_trusted(read_token_subject(api.client()), [PLAIN], file=FILE)


def test_a_repository_with_ids_is_refused_by_name_and_the_message_says_what_to_write(api: Api) -> None:
    with pytest.raises(SubjectMismatchError) as refusal:
        require_trusted(_with_ids(api), [PLAIN], file=FILE)
    assert WITH_IDS in refusal.value.what
    assert PLAIN in refusal.value.what
    assert refusal.value.where == "environments/production.yaml: github"
    assert f"write repository: {REPOSITORY}, owner_id: 101, repository_id: 202" in refusal.value.remedy


def test_a_repository_with_ids_is_trusted_with_them(api: Api) -> None:
    require_trusted(_with_ids(api), [WITH_IDS], file=FILE)


def test_ids_that_github_does_not_write_are_refused(api: Api) -> None:
    with pytest.raises(SubjectMismatchError) as refusal:
        require_trusted(read_token_subject(api.client()), [WITH_IDS], file=FILE)
    assert "neither owner_id nor repository_id" in refusal.value.remedy


def test_the_case_of_a_letter_is_a_difference(api: Api) -> None:
    api.full_name = "Hackathon-Todo/deployment"
    with pytest.raises(SubjectMismatchError) as refusal:
        require_trusted(read_token_subject(api.client()), [PLAIN], file=FILE)
    assert "write repository: Hackathon-Todo/deployment" in refusal.value.remedy


def test_the_prefix_that_github_reports_is_the_one_compared(api: Api) -> None:
    api.subject = {"use_default": True, "use_immutable_subject": True, "sub_claim_prefix": "repo:a@1/b@2"}
    assert read_token_subject(api.client()).of(PLAIN) == "repo:a@1/b@2:environment:production"


@pytest.mark.parametrize(
    ("template", "named"),
    [
        (
            {"use_default": False, "include_claim_keys": ["repository_id", "context"]},
            "repository_id, context",
        ),
        ({"use_default": False}, "the organization's template"),
    ],
)
def test_a_customized_subject_is_refused(api: Api, template: dict[str, object], named: str) -> None:
    api.subject = template
    with pytest.raises(SubjectMismatchError, match=named) as refusal:
        read_token_subject(api.client())
    assert f"gh api --method PUT repos/{REPOSITORY}/actions/oidc/customization/sub" in refusal.value.remedy


def test_a_renamed_repository_is_reported_as_one(api: Api) -> None:
    api.respond = [lambda call: refused(301, "Moved Permanently")]
    with pytest.raises(SubjectMismatchError, match="was renamed or transferred"):
        read_token_subject(api.client())


def test_only_the_subjects_of_github_s_tokens_are_compared() -> None:
    credentials = {
        "a": {"issuer": "https://token.actions.githubusercontent.com", "subject": PLAIN},
        "b": {"issuer": "https://oidc.eastus.azure.example", "subject": "system:serviceaccount:a:b"},
    }
    document = StackDocument(content={"resource": {"azurerm_federated_identity_credential": credentials}})
    assert trusted_subjects(document) == [PLAIN]
