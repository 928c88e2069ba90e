"""The pictures of the README: made by the commands that they show, and of today's stacks."""

import html
import json
import re

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tools import pictures
from tools.pictures import FOLDER, PICTURES, TerminalPicture

_GOLDEN = PROJECT / "tests" / "golden" / "production"


def _text(name: str) -> str:
    """Return what a picture says, a line of the terminal to a line."""
    rows = re.findall(r'<text [^>]*?y="([\d.]+)"[^>]*>(.*?)</text>', (FOLDER / f"{name}.svg").read_text())
    lines: dict[str, str] = {}
    for place, said in rows:
        lines[place] = lines.get(place, "") + html.unescape(said).replace("\xa0", " ")
    return "\n".join(lines.values())


def test_the_rehearsal_shows_every_step_and_creates_what_the_stacks_have_today() -> None:
    said = _text("rehearsal")

    for step in ("Tools", "Synthesis", "State store", "Second plan"):
        assert re.search(rf"✓ *{step} ", said), said
    for stack in ("foundation", "addons", "app"):
        document = json.loads((_GOLDEN / f"{stack}.json").read_text())
        count = sum(len(resources) for resources in document["resource"].values())
        assert re.search(rf"✓ *{stack} +{count} created", said), (stack, count)


def test_the_plan_shows_a_change_that_was_made_by_hand() -> None:
    said = _text("plan")

    assert "what would happen" in said
    assert "NodePort -> ClusterIP" in said


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.name))
def test_a_picture_is_self_contained_and_names_no_folder_of_a_machine(picture: TerminalPicture) -> None:
    svg = (FOLDER / f"{picture.name}.svg").read_text()

    assert set(re.findall(r"https?://[^\"< ]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"/(home|root|work|tmp|Users)/", svg)
    assert f"$ {picture.command}" in _text(picture.name)


def test_frames_of_a_spinner_are_left_out() -> None:
    frames = "\x1b[?25l⠋ \x1b[1mTools\x1b[0m\r\x1b[2K⠙ Tools\n\x1b[1A\x1b[2K  ✓ Tools  0.1 s\n\x1b[?25h"

    assert pictures._SPINNER.sub("", frames) == "  ✓ Tools  0.1 s\n"
