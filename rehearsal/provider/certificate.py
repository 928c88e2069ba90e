"""The certificate with which a stand-in answers Terraform, made once for a rehearsal's home.

Making one costs more than the rest of a provider's start-up, so it is kept beside the simulated cloud, its
key readable by the owner only.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_FOLDER = "provider-certificate"
_KEY = "key.pem"
_CERTIFICATE = "certificate.pem"


def key_and_certificate(home: Path) -> tuple[bytes, bytes]:
    """Return the private key and the certificate, as PEM."""
    folder = home / _FOLDER
    if not folder.is_dir():
        _make(folder)
    return (folder / _KEY).read_bytes(), (folder / _CERTIFICATE).read_bytes()


def _make(folder: Path) -> None:
    """Write both files aside and move them into place together: several providers may start at once."""
    from rehearsal.common.certificate import loopback_certificate

    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    loopback_certificate(certificate=made / _CERTIFICATE, private_key=made / _KEY)
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made)
        if not folder.is_dir():
            raise
