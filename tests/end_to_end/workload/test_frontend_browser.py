"""A person's way through the real application in Chromium: frontend, backend, PostgreSQL and a sidecar."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.end_to_end.workload.frontend import FRONTEND, ROOT, Frontend

JOURNEY_TIMEOUT_S = 240


def test_a_person_signs_up_and_works_with_recurring_tasks(application: Frontend, tmp_path: Path) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "Chromium is missing: install it (Debian: apt-get install chromium) or set CHROMIUM"
    path = f"{ROOT / '.node' / 'bin'}:{os.environ['PATH']}"
    journey = subprocess.run(
        ["npm", "--prefix", str(FRONTEND), "run", "--silent", "test:browser"],
        env={**os.environ, "PATH": path, "FRONTEND_URL": application.url, "CHROMIUM": chromium},
        capture_output=True,
        text=True,
        timeout=JOURNEY_TIMEOUT_S,
        check=False,
    )
    assert journey.returncode == 0, journey.stdout + journey.stderr
