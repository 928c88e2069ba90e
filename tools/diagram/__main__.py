"""The architecture diagram of the reference environment: `make diagram`."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final, NoReturn

from rich.console import Console

from ops.common.console import print_error
from ops.common.errors import UserError
from ops.common.progress import Steps
from ops.engine.synthesis.stacks import PROJECT, synthesize
from tools.diagram.drawing import draw
from tools.diagram.graph import read_graph
from tools.diagram.picture import picture

#: The picture that docs/deployment/architecture.md shows.
FILE: Final = PROJECT / "docs" / "deployment" / "architecture.png"
_ENVIRONMENT: Final = "production"
# The picture shows the deployment, not one user's names.
_ENVIRONMENTS: Final = PROJECT / "tests" / "environments" / "reference"


def main() -> NoReturn:
    """Draw the diagram; a resource without a box is a user's error, with a message and an exit code."""
    os.environ["ENVIRONMENTS_DIR"] = str(_ENVIRONMENTS)
    steps = Steps(Console())
    try:
        with tempfile.TemporaryDirectory() as folder, steps.step("Diagram") as step:
            step.update("synthesizing")
            stacks = synthesize(environment=_ENVIRONMENT, out=Path(folder))
            step.update("drawing")
            drawn = picture(read_graph({stack.name: stack.document for stack in stacks}))
            draw(drawn, environment=_ENVIRONMENT, to=FILE)
            step.result = (
                f"{FILE.relative_to(PROJECT)}, {sum(len(box.members) for box in drawn.boxes)} resources"
            )
    except UserError as error:
        print_error(Console(stderr=True), error)
        sys.exit(error.exit_code)
    sys.exit(0)


if __name__ == "__main__":
    main()
