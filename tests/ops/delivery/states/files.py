"""State files that a test makes up."""

import json
from collections.abc import Sequence


def state(*, serial: int, lineage: str = "lineage-1", resources: Sequence[str] = ()) -> bytes:
    """Return the content of a state with these resources, such as `terraform_data.one`."""
    held = [
        {
            "mode": "managed",
            "type": address.partition(".")[0],
            "name": address.partition(".")[2],
            "instances": [{"attributes": {"value": f"value-of-{address}"}}],
        }
        for address in resources
    ]
    facts = {"version": 4, "serial": serial, "lineage": lineage, "resources": held}
    return json.dumps(facts).encode()
