"""Which modules of an environment get byte code."""

from pathlib import Path

from ops.engine.synthesis.stacks import PROJECT
from tools.setup.byte_code import compile_packages, used_bindings

PACKAGES = next((PROJECT / ".venv" / "lib").glob("python3*")) / "site-packages"


def _write(path: Path, text: str = "A = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_modules_that_are_imported_usually_are_compiled(tmp_path: Path) -> None:
    packages, project = tmp_path / "site-packages", tmp_path / "project"
    bindings = "cdktf_cdktf_provider_sample"
    _write(project / "stacks" / "one.py", f"from {bindings}.used import Used\n")
    (project / "constructs_lib").mkdir()
    for name in (
        f"{bindings}/_jsii/__init__.py",
        f"{bindings}/used/__init__.py",
        f"{bindings}/unused/__init__.py",
        "kubernetes/client.py",
        "small/module.py",
        "single.py",
    ):
        _write(packages / name)
    _write(packages / "small" / "python2.py", "print 'old'\n")
    compile_packages(packages, project=project)
    compiled = {str(path.parents[1].relative_to(packages)) for path in packages.rglob("*.pyc")}
    assert compiled == {f"{bindings}/_jsii", f"{bindings}/used", "small", "."}


def test_the_bindings_of_this_code_are_found_where_they_are_installed() -> None:
    found = {path.relative_to(PACKAGES).parts[1] for path in used_bindings(PACKAGES, project=PROJECT)}
    assert {"_jsii", "resource_group", "deployment_v1", "release"} <= found
    assert "aadb2_c_directory" not in found
