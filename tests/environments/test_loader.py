from pathlib import Path

import pytest

from environments import EnvironmentFileError, load_environment, selected_environment
from tests.support.environment_files import EnvironmentFile


@pytest.mark.parametrize("name", ["production", "staging", "budget"])
def test_the_repository_s_environments_are_valid(name: str) -> None:
    assert load_environment(name).name == name


def test_production_is_the_default() -> None:
    assert selected_environment({}).name == "production"


def test_another_folder_of_environments_can_be_named(environment_file: EnvironmentFile) -> None:
    environment_file.write()
    variables = {"ENVIRONMENT": "sample", "ENVIRONMENTS_DIR": str(environment_file.path.parent)}
    assert selected_environment(variables).name == "sample"


def test_an_unknown_environment_names_those_that_exist(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").touch()
    with pytest.raises(EnvironmentFileError, match=r"ENVIRONMENT=two: there is no file .*two\.yaml.*: one$"):
        load_environment("two", folder=tmp_path)


def test_a_file_whose_name_differs_from_the_name_in_it_is_refused(environment_file: EnvironmentFile) -> None:
    environment_file.set("name", "other")
    with pytest.raises(EnvironmentFileError, match=r"sample\.yaml: name: 'other' must be 'sample'"):
        environment_file.load()


def test_text_that_is_no_yaml_is_refused_with_its_place(environment_file: EnvironmentFile) -> None:
    environment_file.path.write_text("name: [")
    with pytest.raises(EnvironmentFileError, match=r"sample\.yaml: not valid YAML: (.|\n)*line 1"):
        environment_file.load()


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-16", "the file is UTF-16"),
        ("utf-16-le", "the file is UTF-16"),
        ("utf-16-be", "the file is UTF-16"),
        ("utf-32", "the file is UTF-32"),
        ("latin-1", "the file is not UTF-8 in line 2"),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_what_to_do(
    environment_file: EnvironmentFile, encoding: str, said: str
) -> None:
    environment_file.path.write_bytes("name: sample\n# Zürich\n".encode(encoding))
    with pytest.raises(EnvironmentFileError, match=rf"sample\.yaml: {said}; save it as UTF-8"):
        environment_file.load()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("? [a]\n: 1\n", "line 1: a key must be text"),
        ("name: sample\n? {a: 1}\n: 1\n", "line 2: a key must be text"),
        ("azure: &azure\n  tags: *azure\n", "nested too deeply"),
        ("a: &a [*a]\n", "nested too deeply"),
        ("[" * 5000, "nested too deeply"),
        ("{a: " * 900 + "1" + "}" * 900, "nested too deeply"),
        ("name: 2026-99-99\n", "not valid YAML: month must be in 1..12"),
        ("name: !!int abc\n", "not valid YAML: invalid literal"),
        ("name: !!bool maybe\n", "not valid YAML: 'maybe'"),
    ],
)
def test_yaml_that_is_no_environment_is_refused_with_its_file(
    environment_file: EnvironmentFile, text: str, said: str
) -> None:
    environment_file.path.write_text(text)
    with pytest.raises(EnvironmentFileError, match=rf"sample\.yaml: {said}"):
        environment_file.load()


def test_a_version_without_quotes_is_quoted_as_it_is_written(environment_file: EnvironmentFile) -> None:
    environment_file.write()
    text = environment_file.path.read_text()
    environment_file.path.write_text(text.replace("kubernetes_version: '1.36'", "kubernetes_version: 1.30"))
    with pytest.raises(EnvironmentFileError) as caught:
        environment_file.load()
    (line,) = str(caught.value).splitlines()
    assert "cluster.kubernetes_version: 1.30: " in line
    assert line.endswith('write it in quotes, "1.30"')


def test_an_empty_file_is_refused(environment_file: EnvironmentFile) -> None:
    environment_file.path.write_text("")
    with pytest.raises(EnvironmentFileError, match=r"sample\.yaml: the file: "):
        environment_file.load()


def test_a_key_that_is_written_twice_is_refused(environment_file: EnvironmentFile) -> None:
    environment_file.write()
    with environment_file.path.open("a") as file:
        file.write("name: again\n")
    with pytest.raises(
        EnvironmentFileError, match=r"sample\.yaml: line \d+: the key 'name' is written twice"
    ):
        environment_file.load()


def test_every_problem_of_a_file_is_reported_at_once(environment_file: EnvironmentFile) -> None:
    environment_file.set("registry.name", "a-b")
    environment_file.set("cluster.nodes.size", "big")
    with pytest.raises(EnvironmentFileError) as error:
        environment_file.load()
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    assert all("sample.yaml: " in line for line in lines)


def test_an_unknown_key_is_refused_without_repeating_its_value(environment_file: EnvironmentFile) -> None:
    environment_file.set("database_password", "hunter2-marker")
    with pytest.raises(EnvironmentFileError, match=r"database_password: unknown key") as error:
        environment_file.load()
    assert "hunter2-marker" not in str(error.value)


@pytest.mark.parametrize("value", ['${file("/etc/hostname")}', "a %{ if true }b%{ endif }", "$${x}"])
def test_an_expression_of_terraform_is_refused_with_file_and_key(
    environment_file: EnvironmentFile, value: str
) -> None:
    environment_file.set("azure.tags", {"owner": value})
    with pytest.raises(
        EnvironmentFileError, match=r"sample\.yaml: azure\.tags\.owner: .*expressions of Terraform"
    ):
        environment_file.load()


def test_an_expression_of_terraform_as_a_key_is_refused(environment_file: EnvironmentFile) -> None:
    environment_file.set("azure.tags", {"${path.cwd}": "x"})
    with pytest.raises(EnvironmentFileError, match=r"azure\.tags\.\$\{path\.cwd\}: "):
        environment_file.load()
