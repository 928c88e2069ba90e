"""Which drift is expected, why, and until when: one file, reviewed like code."""

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ops.common.errors import ExitCode, UserError

#: The file that is read unless another is named.
RULES_FILE: Final = "drift-ignore.yaml"


class DriftRulesError(UserError):
    """The file of rules is wrong, or a rule is out of date."""

    exit_code = ExitCode.USAGE


class DriftRule(BaseModel):
    """Drift of `attribute` of the resources at `address` is expected, for a reason, until a day.

    Both are patterns with `*`; a deleted resource has no attribute and is matched by the attribute `*` alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, Field(min_length=1)]
    attribute: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=10)]
    until: date

    def covers(self, address: str, attribute: str) -> bool:
        """Return whether the rule expects this attribute of this resource to differ."""
        return fnmatchcase(address, self.address) and fnmatchcase(attribute, self.attribute)


_RULES: Final = TypeAdapter(list[DriftRule])


def read_rules(file: Path, *, today: date) -> tuple[DriftRule, ...]:
    """Return the rules of a file, none where there is no file.

    Raises DriftRulesError with every wrong key, or with the rules that have expired: an exception that nobody
    looks at again is how drift becomes normal.
    """
    if not file.is_file():
        return ()
    rules = _parse(file)
    expired = [f"{rule.address} {rule.attribute}: until {rule.until}" for rule in rules if rule.until < today]
    if expired:
        raise DriftRulesError(
            "rules have expired:\n  " + "\n  ".join(expired),
            where=str(file),
            remedy="look whether the drift is still expected: renew the day, or remove the rule",
        )
    return tuple(rules)


def _parse(file: Path) -> Sequence[DriftRule]:
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        return _RULES.validate_python(content)
    except yaml.YAMLError as error:
        raise DriftRulesError(f"not valid YAML: {error}", where=str(file), remedy="correct it") from error
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise DriftRulesError(
            "the rules are wrong:\n  " + "\n  ".join(problems),
            where=str(file),
            remedy="each rule has address, attribute, reason and until (a day, 2027-01-31)",
        ) from error
