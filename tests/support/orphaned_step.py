"""A step of Terraform whose `ops` was killed: a process that goes on without its parent."""

import subprocess
import sys
from pathlib import Path

# Starts an engine, records it, and ends without waiting for it, as an `ops` does that is killed.
_PARENT = """
import os, pathlib, subprocess, sys
from ops.engine.terraform.process_output import ProcessOutput
from ops.engine.terraform.running_steps import recorded
code = '''
import json, time
def say(kind):
    hook = {"resource": {"addr": "terraform_data.one"}, "action": "create"}
    print(json.dumps({"type": kind, "hook": hook}), flush=True)
say("apply_start")
time.sleep(1.5)
say("apply_complete")
'''
output = ProcessOutput()
child = subprocess.Popen([sys.executable, "-c", code], stdout=output.fileno(), start_new_session=True)
with recorded(pathlib.Path(sys.argv[1]), stack="app", step=sys.argv[2], program=sys.argv[3]) as record:
    record.write(child.pid)
    os._exit(9)
"""


def start_orphaned_step(run: Path, *, step: str = "apply", program: str = "terraform") -> None:
    """Start a step of `app` in the folder of a run; it runs for 1.5 s, and its `ops` is gone."""
    run.mkdir(parents=True)
    ended = subprocess.run([sys.executable, "-c", _PARENT, str(run), step, program], check=False)
    assert ended.returncode == 9
