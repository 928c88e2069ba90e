"""What newer bindings break here: a synthesis that notes each error, corrects the call, and goes on.

`python -m tools.successor.breaks ENVIRONMENT…` runs in a moved copy, with the bindings of that copy. A
correction keeps the synthesis going and is no proposal: an argument that is unknown is left out, one that
is missing gets an empty value, one that became a list is put into a list.
"""

import functools
import inspect
import json
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

PROVIDERS: Final = "cdktn_provider_"
#: The argument that is no list, in an error of Python's type check or of the JavaScript library.
_REFUSED: Final = re.compile(r"type of argument (\w+) must be|Key '(\w+)': Unable to deserialize")
#: A line of the library's own validation, which runs after the stacks are built.
_INVALID: Final = re.compile(r"^\s*\[[^]]+\] (.+?)(?:\. |$)", re.MULTILINE)
_UPPER: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: The empty value of a missing argument, by what its annotation names first.
_EMPTY: Final[tuple[tuple[str, Any], ...]] = (
    ("sequence", []),
    ("dict", {}),
    ("bool", False),
    ("number", 0),
    ("str", "missing"),
)


@dataclass(frozen=True, order=True, kw_only=True)
class BindingBreak:
    """One place that the bindings refuse: file and line in the repository, the call, and what is wrong."""

    file: str
    line: int
    call: str
    what: str


class BreakRecorder:
    """Notes what watched classes refuse, with the line of `project` that asked for it."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._found: set[BindingBreak] = set()

    @property
    def found(self) -> list[BindingBreak]:
        """What was noted so far, in the order of files and lines."""
        return sorted(self._found)

    def watch(self, classes: Iterable[type]) -> None:
        """Note errors of these classes from now on."""
        for each in classes:
            self._watch_calls(each)
            if not hasattr(each, "__getattr__"):
                each.__getattr__ = self._missing_attribute  # type: ignore[attr-defined]

    def run(self, synthesize: Callable[[], object]) -> None:
        """Run a synthesis; note what the validation refuses."""
        try:
            synthesize()
        except RuntimeError as error:
            refused = _INVALID.findall(str(error))
            ours = [
                place
                for frame, line in traceback.walk_tb(error.__traceback__)
                if (place := self._place(frame, line=line, nearest=True))
            ]
            if not refused or not ours:
                raise
            file, line = ours[-1]
            self._found |= {
                BindingBreak(file=file, line=line, call="validation", what=what) for what in refused
            }

    def _watch_calls(self, watched: type) -> None:
        original: Callable[..., None] = watched.__init__  # type: ignore[misc]
        parameters = inspect.signature(original).parameters
        if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
            return

        @functools.wraps(original)
        def init(instance: Any, *args: Any, **kwargs: Any) -> None:
            given = self._corrected(watched.__name__, parameters, kwargs)
            self._call(functools.partial(original, instance, *args), watched.__name__, given)

        watched.__init__ = init  # type: ignore[misc]

    def _corrected(self, call: str, parameters: Any, given: dict[str, Any]) -> dict[str, Any]:
        for name in given.keys() - parameters.keys():
            self._note(call, f"`{name}` is unknown")
        missing = {
            name: _empty(str(one.annotation).lower())
            for name, one in parameters.items()
            if one.kind is one.KEYWORD_ONLY and one.default is one.empty and name not in given
        }
        for name in missing:
            self._note(call, f"`{name}` is required")
        return {name: value for name, value in given.items() if name in parameters} | missing

    def _call(self, original: Callable[..., None], call: str, given: dict[str, Any]) -> None:
        try:
            original(**given)
        except (TypeError, RuntimeError) as error:
            refused = _REFUSED.search(str(error))
            name = _UPPER.sub("_", refused[1] or refused[2]).lower() if refused else ""
            if isinstance(given.get(name), list | None):
                raise
            self._note(call, f"`{name}` has another type")
            self._call(original, call, {**given, name: [given[name]]})

    def _missing_attribute(self, name: str) -> str:
        if name.startswith("_") or self._place(sys._getframe(1), nearest=True) is None:
            raise AttributeError(name)
        self._note("attribute", f"`{name}` is unknown")
        return "missing"

    def _note(self, call: str, what: str) -> None:
        place = self._place(sys._getframe(1))
        if place:
            self._found.add(BindingBreak(file=place[0], line=place[1], call=call, what=what))

    def _place(
        self, frame: FrameType | None, *, line: int = 0, nearest: bool = False
    ) -> tuple[str, int] | None:
        """Return file and line of the innermost frame of the project, or of the innermost frame alone."""
        while frame is not None:
            file = Path(frame.f_code.co_filename)
            if file != Path(__file__) and file.is_relative_to(self._project):
                return str(file.relative_to(self._project)), line or frame.f_lineno
            if nearest and file != Path(__file__):
                return None
            frame = frame.f_back
        return None


def _empty(annotation: str) -> Any:
    return next((value for part, value in _EMPTY if part in annotation), None)


def _provider_classes() -> list[type]:
    """Return the classes of the bindings that are imported by now."""
    modules = [module for name, module in sys.modules.items() if name.startswith(PROVIDERS)]
    found = {value for module in modules for value in vars(module).values() if inspect.isclass(value)}
    return [each for each in found if each.__module__.startswith(PROVIDERS) and "__init__" in vars(each)]


def main(names: Sequence[str]) -> int:
    """Synthesize environments of the current folder and print what was noted, as JSON."""
    from environments import load_environment
    from stacks.synthesis import synthesize

    recorder = BreakRecorder(Path.cwd())
    recorder.watch(_provider_classes())
    with tempfile.TemporaryDirectory(prefix="breaks-") as folder:
        for name in names:
            out = Path(folder, name)
            out.mkdir()
            recorder.run(functools.partial(synthesize, load_environment(name), out))
    print(json.dumps([asdict(each) for each in recorder.found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
