"""The questions of `ops init`: each has a flag, so that a script can answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.prompt import Prompt

from ops.commands.init.answers import NO_REPOSITORY, SIZES, AnswerError, checked
from ops.common.confirmation import ask
from ops.common.errors import ExitCode, UserError


class UnansweredError(UserError):
    """Questions that nobody can be asked."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class InitQuestion:
    """A question. The answer to it is checked under `key`, which is also the name of its flag."""

    key: str
    text: str
    example: str
    default: str | None = None

    @property
    def flag(self) -> str:
        """The flag that answers it."""
        return f"--{self.key} {self.example}"


QUESTIONS: Final = (
    InitQuestion(key="name", text="Name of the deployment; all names begin with it", example="acme"),
    InitQuestion(key="region", text="Azure region near your users", example="eastus", default="eastus"),
    InitQuestion(
        key="repository",
        text=f"GitHub repository that deploys it, owner/name; '{NO_REPOSITORY}' for none",
        example="octo/shop",
        default=NO_REPOSITORY,
    ),
    InitQuestion(
        key="email", text="E-mail address for alerts, budgets and certificates", example="me@example.com"
    ),
    InitQuestion(
        key="size",
        text=f"Size of production: {', '.join(SIZES)}",
        example="standard",
        default="standard",
    ),
)


def answers_to(given: Mapping[str, str | None], *, console: Console, terminal: bool) -> dict[str, str]:
    """Return the checked answers: those that are given, then those of a person at the terminal.

    Raises AnswerError for a given answer that breaks its rule, and UnansweredError without a terminal.
    """
    answers = {key: checked(key, value) for key, value in given.items() if value is not None}
    missing = [question for question in QUESTIONS if question.key not in answers]
    if missing and not terminal:
        raise UnansweredError(
            f"nobody can be asked here for: {', '.join(question.key for question in missing)}",
            where="ops init",
            remedy=f"add {' '.join(question.flag for question in missing)}",
        )
    return answers | {question.key: _ask(question, console) for question in missing}


def _ask(question: InitQuestion, console: Console) -> str:
    while True:
        said: str | None
        if question.default is None:
            said = ask(lambda: Prompt.ask(question.text, console=console))
        else:
            said = ask(lambda: Prompt.ask(question.text, console=console, default=question.default))
        try:
            return checked(question.key, said or "")
        except AnswerError as error:
            console.print(error.what, style="red", markup=False, highlight=False)
