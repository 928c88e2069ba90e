"""A converted archive depends on cdktn, and on nothing of cdktf."""

import io
import json
import tarfile

from ops.engine.synthesis.stacks import PROJECT
from tools.successor.archive import converted

(ARCHIVE,) = PROJECT.glob("imports/redpanda/_jsii/*.jsii.tgz")


def contents(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {member.name: stream.read() for member in tar if (stream := tar.extractfile(member))}


def test_modules_types_and_dependencies_name_the_successor() -> None:
    found = contents(converted(ARCHIVE.read_bytes(), version="0.22.1"))
    package = json.loads(found["package/package.json"])
    described = json.loads(found["package/.jsii"])

    assert package["dependencies"]["cdktn"] == package["peerDependencies"]["cdktn"] == "0.22.1"
    assert described["dependencies"]["cdktn"] == "0.22.1"
    assert described["types"]["redpanda.topic.Topic"]["base"] == "cdktn.TerraformResource"
    assert b'const cdktn = require("cdktn")' in found["package/providers/redpanda/topic/index.js"]
    assert not any(b"cdktf" in text.replace(b"cdktf plan", b"") for text in found.values())


def test_the_converted_archive_has_the_same_bytes_every_time() -> None:
    before = ARCHIVE.read_bytes()
    assert converted(before, version="0.22.1") == converted(before, version="0.22.1")
