from pathlib import Path

import pytest

from ops.commands.images.source import image_sources
from ops.common.base_images import UnpinnedBaseError, bases, renewed, require_pinned, write

OLD, NEW = "sha256:" + "1" * 64, "sha256:" + "2" * 64
DOCKERFILE = f"""\
ARG PYTHON="python:3.11-slim-trixie@{OLD}"
ARG VERSION=1
FROM ${{PYTHON}} AS build
RUN echo FROM nothing:1
FROM --platform=linux/amd64 node:22-alpine AS Assets
FROM build AS tested
FROM scratch
COPY --from=assets /x /x
COPY --chown=1:1 --from=ghcr.io/astral-sh/uv:0.12.5 /uv /bin/
COPY --from=0 /y /y
"""


@pytest.fixture
def dockerfile(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_text(DOCKERFILE)
    return path


def test_bases_are_found_in_from_in_copy_and_in_the_default_of_an_argument(dockerfile: Path) -> None:
    assert [(base.line, base.tagged, base.digest) for base in bases(dockerfile)] == [
        (1, "python:3.11-slim-trixie", OLD),
        (5, "node:22-alpine", ""),
        (9, "ghcr.io/astral-sh/uv:0.12.5", ""),
    ]


def test_a_base_without_a_digest_is_named_with_the_command_that_adds_it(dockerfile: Path) -> None:
    with pytest.raises(UnpinnedBaseError, match="base images without a digest") as refused:
        require_pinned([dockerfile])
    assert f"{dockerfile}:5" in refused.value.what
    assert f"{dockerfile}:9  ghcr.io/astral-sh/uv:0.12.5" in refused.value.what
    assert "python:" not in refused.value.what
    assert refused.value.remedy == "ops images pin"


def test_digests_are_renewed_and_added_and_nothing_else_changes(dockerfile: Path) -> None:
    pairs = renewed(bases(dockerfile), lambda _: NEW)
    write(pairs)

    assert dockerfile.read_text() == (
        DOCKERFILE.replace(OLD, NEW)
        .replace("node:22-alpine", f"node:22-alpine@{NEW}")
        .replace("uv:0.12.5", f"uv:0.12.5@{NEW}")
    )
    require_pinned([dockerfile])
    assert renewed(bases(dockerfile), lambda _: NEW) == []


def test_nothing_is_written_when_one_tag_cannot_be_read(dockerfile: Path) -> None:
    def resolve(tagged: str) -> str:
        if tagged.startswith("ghcr.io"):
            raise LookupError(tagged)
        return NEW

    with pytest.raises(LookupError):
        write(renewed(bases(dockerfile), resolve))
    assert dockerfile.read_text() == DOCKERFILE


def test_the_bases_of_this_repository_are_pinned() -> None:
    files = [source.dockerfile for source in image_sources([])]

    require_pinned(files)
    assert [len(bases(file)) for file in files] == [1, 1]
