"""Settings of who may plan and deploy from GitHub."""

from typing import Annotated

from pydantic import AfterValidator

from environments.names import matching
from environments.section import Section

RepositoryName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}/[A-Za-z0-9._-]{1,100}",
            rule="must be a GitHub repository, owner/name, for instance hackathon-todo/deployment",
        )
    ),
]
GitName = Annotated[
    str,
    AfterValidator(
        matching(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}", rule="must be a name without blanks, for instance main")
    ),
]


class GitHub(Section):
    """The repository whose workflows sign in, its default branch and its deployment environment."""

    repository: RepositoryName
    default_branch: GitName = "main"
    deployment_environment: GitName
