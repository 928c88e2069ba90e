"""The jsii archive of generated bindings, made to depend on cdktn where it depended on cdktf.

An archive holds compiled JavaScript and a description of its types; both name the library. `cdktn get`
would generate them again, but needs cdktn-cli beside cdktf-cli.
"""

import gzip
import io
import re
import tarfile
from typing import Final

# The library; in the bindings' comments, `cdktf plan` is a command and keeps its name.
_LIBRARY: Final = re.compile(rb"\bcdktf\b(?! plan)")
_DEPENDENCY: Final = re.compile(rb'("cdktn": )"[^"]+"')


def converted(archive: bytes, *, version: str) -> bytes:
    """Return the archive for this version of cdktn; the same bytes on every machine."""
    tarred = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as source,
        tarfile.open(fileobj=tarred, mode="w", format=tarfile.USTAR_FORMAT) as target,
    ):
        for member in source:
            stream = source.extractfile(member)
            content = _converted(stream.read() if stream else b"", version=version)
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    return gzip.compress(tarred.getvalue(), mtime=0)


def _converted(content: bytes, *, version: str) -> bytes:
    renamed = _LIBRARY.sub(b"cdktn", content)
    return _DEPENDENCY.sub(rb'\1"%s"' % version.encode(), renamed)
