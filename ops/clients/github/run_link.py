"""The address of the workflow run that a command runs in."""

from collections.abc import Mapping


def run_link(variables: Mapping[str, str]) -> str | None:
    """Return the run's address; None outside a workflow.

    Source: docs.github.com, "Variables reference", default environment variables.
    """
    server, repository, run = (
        variables.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}" if server and repository and run else None
