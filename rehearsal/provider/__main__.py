"""`python -m rehearsal.provider NAME`: what a filesystem mirror's launcher runs."""

import os
import signal
import sys

from rehearsal.provider.fork_client import serve_by_fork
from rehearsal.provider.names import PROVIDERS, home

#: What Terraform sets in the environment of a provider.
COOKIE = ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")


def main() -> int:
    """Serve the provider that the command line names to the Terraform that started this process."""
    names = sys.argv[1:]
    if len(names) != 1 or names[0] not in PROVIDERS:
        sys.stderr.write(f"Usage: python -m rehearsal.provider <{'|'.join(PROVIDERS)}>\n")
        return 2
    name, value = COOKIE
    if os.environ.get(name) != value:
        sys.stderr.write(
            "This is a Terraform provider: Terraform starts it. To try it, run `make rehearse`.\n"
        )
        return 1
    # Ctrl-C reaches the whole process group; Terraform still needs its providers to finish what is under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = serve_by_fork(names[0], home())
    if code is not None:
        return code
    from rehearsal.provider.serve import serve

    return serve(names[0])


if __name__ == "__main__":
    sys.exit(main())
