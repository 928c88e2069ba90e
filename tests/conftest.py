"""Options and settings of all tests."""

import os

import pytest

# jsii warns of Node 20 at every start; which Node may be used is checked by `make setup`.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden",
        action="store_true",
        help="write the golden files anew from what is synthesized now; review the difference with git diff",
    )
