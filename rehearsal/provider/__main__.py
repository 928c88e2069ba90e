"""`python -m rehearsal.provider NAME`: what a filesystem mirror's launcher runs."""

from __future__ import annotations

import sys

from rehearsal.provider.schema.catalogue import PROVIDERS


def main() -> int:
    """Serve the provider that the command line names."""
    names = sys.argv[1:]
    if len(names) != 1 or names[0] not in PROVIDERS:
        sys.stderr.write(f"Usage: python -m rehearsal.provider <{'|'.join(PROVIDERS)}>\n")
        return 2
    from rehearsal.provider.serve import serve

    return serve(names[0])


if __name__ == "__main__":
    sys.exit(main())
