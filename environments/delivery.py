"""Settings of who may plan and deploy from GitHub."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from environments.names import matching
from environments.section import Section

RepositoryName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}/[A-Za-z0-9._-]{1,100}",
            rule="must be a GitHub repository, owner/name, for instance octo/shop; "
            "numeric ids belong to owner_id and repository_id",
        )
    ),
]
GitName = Annotated[
    str,
    AfterValidator(
        matching(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}", rule="must be a name without blanks, for instance main")
    ),
]


GitHubId = Annotated[int, Field(ge=1)]


class GitHub(Section):
    """The repository whose workflows sign in, its default branch and its deployment environment.

    GitHub puts both ids into the tokens of a repository that was created, renamed or transferred after
    15 July 2026; `ops github configure` reports whether a repository has them. Source: github/docs,
    content/actions/reference/security/oidc.md, "Immutable subject claims".
    """

    repository: RepositoryName
    owner_id: GitHubId | None = None
    repository_id: GitHubId | None = None
    default_branch: GitName = "main"
    deployment_environment: GitName

    @model_validator(mode="after")
    def _ids_come_together(self) -> Self:
        if (self.owner_id is None) != (self.repository_id is None):
            raise ValueError("owner_id and repository_id: give both, or neither")
        return self
