"""The synthesized stacks of another commit, made by that commit's own code."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.clients.git.repository import GitRepository
from ops.engine.synthesis.stacks import PROJECT, Stack, synthesize


@contextmanager
def stacks_at(reference: str, *, environment: str, project: Path = PROJECT) -> Iterator[tuple[Stack, ...]]:
    """Yield an environment's stacks as another commit makes them; nothing of it is left afterwards.

    They are synthesized in a checkout of their own by that commit's main.py, with the packages that are
    installed here. Raises NoRepositoryError, UnknownCommitError, and SynthesisError when that commit refuses.
    """
    repository = GitRepository.of(project)
    commit = repository.commit(reference)
    with (
        tempfile.TemporaryDirectory(prefix="ops-cost-") as folder,
        repository.checked_out(commit, Path(folder) / "tree") as tree,
    ):
        yield synthesize(environment=environment, out=Path(folder) / "cdktf.out", project=tree)
