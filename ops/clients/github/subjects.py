"""The subjects of the repository's tokens: what GitHub writes against what the identities in Azure trust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from contract.names import GITHUB_ISSUER
from ops.clients.github.answers import GitHubRefusedError
from ops.clients.github.client import GitHubClient, Json
from ops.common.errors import UserError
from ops.engine.synthesis.document import StackDocument

_CUSTOMIZATION = "/actions/oidc/customization/sub"


class SubjectMismatchError(UserError):
    """Workflows that cannot sign in: no identity trusts the subject of their tokens."""


@dataclass(frozen=True, kw_only=True)
class TokenSubject:
    """The subject that GitHub writes into a repository's tokens.

    `prefix` ends before the part that names pull request, branch or environment. `name` is `owner/name` as
    GitHub spells it. `with_ids` says whether the ids are in the subject.
    """

    prefix: str
    name: str
    owner_id: int
    repository_id: int
    with_ids: bool

    def of(self, synthesized: str) -> str:
        """Return the subject that GitHub writes where `synthesized` is trusted."""
        *_, context = synthesized.split(":", 2)
        return f"{self.prefix}:{context}"

    @property
    def settings(self) -> str:
        """The lines of the environment file for this subject."""
        ids = f", owner_id: {self.owner_id}, repository_id: {self.repository_id}" if self.with_ids else ""
        return f"repository: {self.name}{ids}{'' if ids else ' (and neither owner_id nor repository_id)'}"


def trusted_subjects(foundation: StackDocument) -> list[str]:
    """Return the subjects of GitHub's tokens that the synthesized identities trust."""
    credentials = foundation.arguments_of("azurerm_federated_identity_credential")
    return sorted(str(one["subject"]) for one in credentials if one["issuer"] == GITHUB_ISSUER)


def read_token_subject(github: GitHubClient) -> TokenSubject:
    """Ask GitHub for the subject of a repository's tokens.

    Raises SubjectMismatchError for a customized subject. Sources: docs.github.com, "REST API endpoints for
    GitHub Actions OIDC"; github/docs, content/actions/reference/security/oidc.md, "Immutable subject claims".
    `use_immutable_subject` and `sub_claim_prefix` are in no document that was found; public repositories
    report both from this endpoint.
    """
    repository = _repository(github)
    template = github.get(_CUSTOMIZATION)
    _require_default(template, repository=github.repository)
    with_ids = bool(template.get("use_immutable_subject"))
    owner, name = str(repository["full_name"]).split("/")
    owner_id, repository_id = int(repository["owner"]["id"]), int(repository["id"])
    composed = f"repo:{owner}@{owner_id}/{name}@{repository_id}" if with_ids else f"repo:{owner}/{name}"
    return TokenSubject(
        prefix=str(template.get("sub_claim_prefix") or composed),
        name=f"{owner}/{name}",
        owner_id=owner_id,
        repository_id=repository_id,
        with_ids=with_ids,
    )


def require_trusted(found: TokenSubject, trusted: Sequence[str], *, file: str) -> None:
    """Raise SubjectMismatchError unless GitHub writes exactly the trusted subjects, letter by letter."""
    different = next((subject for subject in trusted if subject != found.of(subject)), None)
    if different is None:
        return
    raise SubjectMismatchError(
        f"the workflows cannot sign in to Azure: GitHub's tokens have the subject {found.of(different)}, "
        f"the identities trust {different}",
        where=f"{file}: github",
        remedy=f"write {found.settings}; if the foundation exists already, run `ops deploy foundation`",
    )


def _repository(github: GitHubClient) -> Json:
    try:
        return github.get("")
    except GitHubRefusedError as error:
        if error.status != HTTPStatus.MOVED_PERMANENTLY:
            raise
        raise SubjectMismatchError(
            f"{github.repository} was renamed or transferred",
            where="github.repository",
            remedy="write its present owner/name into the environment file, then run this command again",
        ) from error


def _require_default(template: Mapping[str, object], *, repository: str) -> None:
    if template.get("use_default", True):
        return
    keys = template.get("include_claim_keys")
    claims = ", ".join(str(key) for key in keys) if isinstance(keys, list) else "the organization's template"
    raise SubjectMismatchError(
        f"the subject of the repository's tokens is customized: {claims}",
        where=f"{repository}{_CUSTOMIZATION}",
        remedy="return to GitHub's default, unless other services need the customized subject: "
        f"gh api --method PUT repos/{repository}{_CUSTOMIZATION} -F use_default=true",
    )
