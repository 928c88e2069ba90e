"""The files of `ops init`, rendered from its templates."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml
from jinja2 import Environment as TemplateEnvironment
from jinja2 import FileSystemLoader, StrictUndefined

from environments import EnvironmentFileError, load_environment
from ops.commands.init.answers import InitAnswers
from ops.common.errors import UserError

_TEMPLATES: Final = Path(__file__).parent / "templates"
ENVIRONMENTS: Final = ("production", "staging", "budget")
CODE_OWNERS: Final = Path(".github") / "CODEOWNERS"


class ScaffoldError(UserError):
    """InitAnswers that make no valid environment."""


def environment_texts(answers: InitAnswers) -> dict[str, str]:
    """Return the text of each environment file by its environment; raise ScaffoldError for an invalid one."""
    texts = {name: _render(f"{name}.yaml", answers) for name in ENVIRONMENTS}
    _require_valid(texts)
    return texts


def code_owners_text(answers: InitAnswers) -> str:
    """Return the text of CODEOWNERS."""
    return _render("CODEOWNERS", answers)


def shipped_answers() -> InitAnswers:
    """Return the answers with which the repository is shipped."""
    return InitAnswers(**yaml.safe_load((_TEMPLATES / "reference.yaml").read_text(encoding="utf-8")))


def _render(template: str, answers: InitAnswers) -> str:
    # The result is YAML, and every value was checked: there is nothing to escape for HTML.
    templates = TemplateEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return templates.get_template(template).render(answers.values())


def _require_valid(texts: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / f"{name}.yaml").write_text(text, encoding="utf-8")
            try:
                load_environment(name, folder=Path(folder))
            except EnvironmentFileError as error:
                problem = str(error).replace(f"{folder}/", "")
                raise ScaffoldError(problem, remedy="give other answers; nothing was written") from error
