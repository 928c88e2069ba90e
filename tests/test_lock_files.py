"""Lock files pin by hash and name no address: what is installed is the same from any registry or mirror."""

import json
import re
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT

PYTHON_LOCKS = {
    "requirements.lock": 40,
    "requirements-dev.lock": 40,
    "requirements-checkov.lock": 40,
    "requirements-node.lock": 1,
}
ADDRESS = re.compile(r"\b[\w+]+://|--(extra-)?index-url|--find-links")


def npm_packages() -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    return packages


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_file_names_no_address(name: str) -> None:
    lines = (PROJECT / name).read_text().splitlines()
    assert [line for line in lines if ADDRESS.search(line)] == []


def test_the_npm_lock_file_names_no_address_to_install_from() -> None:
    packages = npm_packages()
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    wanted = {
        (name, version)
        for name, facts in packages.items()
        for kind in ("dependencies", "optionalDependencies")
        for version in facts.get(kind, {}).values()
    }
    assert [found for found in sorted(wanted) if ADDRESS.search(found[1])] == []


@pytest.mark.parametrize(("name", "at_least"), PYTHON_LOCKS.items())
def test_every_python_package_is_pinned_with_hashes(name: str, at_least: int) -> None:
    text = (PROJECT / name).read_text()
    entries = re.findall(r"^([a-z0-9][\w.\[\]-]*)==\S+(.*?)(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(entries) >= at_least
    assert [package for package, rest in entries if "--hash=sha256:" not in rest] == []


def test_every_npm_package_has_a_hash() -> None:
    packages = npm_packages()
    bundled = {name for name, facts in packages.items() if facts.get("inBundle")}
    installed = set(packages) - bundled - {""}
    assert [name for name in sorted(installed) if not packages[name].get("integrity")] == []
