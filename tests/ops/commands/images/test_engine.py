from pathlib import Path

import pytest

from ops.commands.images.engine import (
    BUILDER,
    ENGINES,
    EngineError,
    UnknownEngineError,
    build_layout,
    choose_engine,
)
from ops.commands.images.source import ImageSource
from ops.common.errors import MissingToolError
from tests.github.programs import Programs

REFERENCE = "registry.azurecr.io/todo-backend:abc"
NO_DAEMON = """
if sys.argv[1] == "info":
    print("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", file=sys.stderr); sys.exit(1)
"""


def test_docker_is_chosen_before_podman_before_buildah(programs: Programs) -> None:
    chosen = []
    for name in ("buildah", "podman", "docker"):
        programs.add(name)
        chosen.append(choose_engine(None).name)

    assert chosen == ["buildah", "podman", "docker"]
    assert all(engine.reason for engine in ENGINES)


def test_an_engine_that_does_not_run_is_passed_over(programs: Programs) -> None:
    programs.add("docker", NO_DAEMON)
    programs.add("podman")

    assert choose_engine(None).name == "podman"


def test_an_engine_can_be_named(programs: Programs) -> None:
    programs.add("docker")
    programs.add("buildah")

    assert choose_engine("buildah").name == "buildah"


def test_a_named_engine_that_does_not_run_is_reported_in_its_own_words(programs: Programs) -> None:
    programs.add("docker", NO_DAEMON)
    programs.add("podman")

    with pytest.raises(EngineError, match="docker info: Cannot connect to the Docker daemon") as refused:
        choose_engine("docker")
    assert "systemctl start docker" in refused.value.remedy


def test_docker_without_buildx_is_reported(programs: Programs) -> None:
    programs.add("docker", "\nif sys.argv[1] == 'buildx': sys.exit('unknown command')")

    with pytest.raises(EngineError, match="docker buildx version: unknown command"):
        choose_engine(None)


@pytest.mark.parametrize("name", [None, "podman"])
def test_a_machine_without_an_engine_gets_what_to_install(programs: Programs, name: str | None) -> None:
    with pytest.raises(MissingToolError, match="on the PATH") as refused:
        choose_engine(name)
    assert "install Docker" in refused.value.remedy


def test_an_unknown_engine_is_refused(programs: Programs) -> None:
    with pytest.raises(UnknownEngineError, match="'kaniko' is not an engine"):
        choose_engine("kaniko")


def test_docker_builds_an_oci_folder_with_provenance_and_an_sbom(
    programs: Programs, source: ImageSource, tmp_path: Path
) -> None:
    programs.add("docker", "\nif sys.argv[2:3] == ['inspect']: sys.exit(1)")
    layout = tmp_path / "images" / "layout"

    build_layout(choose_engine("docker"), source, reference=REFERENCE, layout=layout)

    assert programs.calls_of("docker")[2:] == [
        ["buildx", "inspect", BUILDER],
        ["buildx", "create", "--name", BUILDER, "--driver", "docker-container"],
        [
            *("buildx", "build", "--builder", BUILDER, "--platform", "linux/amd64"),
            *("--provenance", "mode=max", "--sbom", "true"),
            *("--output", f"type=oci,tar=false,dest={layout}"),
            *("--file", str(source.dockerfile), str(source.folder)),
        ],
    ]


def test_a_builder_that_exists_is_used_again(programs: Programs, source: ImageSource, tmp_path: Path) -> None:
    programs.add("docker")

    build_layout(choose_engine("docker"), source, reference=REFERENCE, layout=tmp_path / "layout")

    assert [call[:2] for call in programs.calls_of("docker")] == [
        ["info"],
        ["buildx", "version"],
        ["buildx", "inspect"],
        ["buildx", "build"],
    ]


@pytest.mark.parametrize(
    ("name", "exported"),
    [
        ("podman", ["save", "--format", "oci-dir", "--output", "{layout}", REFERENCE]),
        ("buildah", ["push", REFERENCE, "oci:{layout}"]),
    ],
)
def test_podman_and_buildah_build_and_export_the_same_folder(
    programs: Programs, source: ImageSource, tmp_path: Path, name: str, exported: list[str]
) -> None:
    programs.add(name)
    layout = tmp_path / "layout"

    build_layout(choose_engine(name), source, reference=REFERENCE, layout=layout)

    build = ["build", "--platform", "linux/amd64", "--format", "oci", "--tag", REFERENCE]
    assert programs.calls_of(name)[1:] == [
        [*build, "--file", str(source.dockerfile), str(source.folder)],
        [part.format(layout=layout) for part in exported],
    ]


def test_a_build_that_fails_leaves_no_earlier_image(
    programs: Programs, source: ImageSource, tmp_path: Path
) -> None:
    programs.add("buildah", "\nif sys.argv[1] == 'build': sys.exit(125)")
    layout = tmp_path / "layout"
    layout.mkdir()

    with pytest.raises(EngineError, match="buildah build --platform failed with exit code 125"):
        build_layout(choose_engine(None), source, reference=REFERENCE, layout=layout)
    assert not layout.exists()
