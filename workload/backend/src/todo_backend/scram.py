"""What PostgreSQL stores of a password."""

import base64
import hashlib
import hmac

_ITERATIONS = 4096


def scram_verifier(password: str) -> str:
    """The verifier of a password: with it, no statement and no log of the server has the password.

    The salt follows from the password, so that setting it again changes nothing: a pooler keeps the verifier
    that it has seen. Only for passwords that no table of guesses covers, such as hashes of a long key.
    Source: RFC 5802 and postgresql.org, "SCRAM-SHA-256 Authentication".
    """
    salt = hashlib.sha256(b"salt:" + password.encode()).digest()[:16]
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"
