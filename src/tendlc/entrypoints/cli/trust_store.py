"""Java's form of a bundle of certificates: a PKCS12 store whose entries are marked as trusted.

Apart because it loads `cryptography`: import it only where there is a Java.
"""

from __future__ import annotations

import warnings

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
)

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def java_trust_store(bundle: str, password: str) -> bytes:
    """Return a trust store with all certificates of a PEM text that can be read."""
    found: dict[bytes, x509.Certificate] = {}
    for part in bundle.split(_BEGIN)[1:]:
        pem = f"{_BEGIN}{part.partition(_END)[0]}{_END}\n".encode()
        try:
            with warnings.catch_warnings():  # old roots of the system may be out of form
                warnings.simplefilter("ignore")
                found[pem] = x509.load_pem_x509_certificate(pem)
        except ValueError:  # a user's own file may hold what only OpenSSL reads
            continue
    entries = [
        PKCS12Certificate(certificate, f"trusted-{number}".encode())
        for number, certificate in enumerate(found.values())
    ]
    return serialize_java_truststore(entries, BestAvailableEncryption(password.encode()))
