"""Certificates: what the sandbox's authority and its servers show, as PEM.

Apart from authority.py because it loads `cryptography`, which must not slow down a start: import it
only when the first certificate is needed. It reads no clock and no disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN: Final = "twilio.com"
_AUTHORITY_DAYS: Final = 3650
_SERVER_DAYS: Final = 90
_BACKDATED: Final = timedelta(days=1)
"""A client whose clock is a little behind must not find a certificate from the future."""


def new_authority(now: float) -> str:
    """Make a key and a certificate that can vouch for twilio.com and nothing else; as one PEM.

    The constraints are critical, so a client that does not know them refuses the certificate. Every
    IP address is excluded, because a constraint on names alone would leave addresses free.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tendlc sandbox, this machine only")])
    certificate = (
        _begun(name, name, key, now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_FOR_SERVERS, critical=False)
        .add_extension(_CONSTRAINTS, critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(serialization.Encoding.PEM).decode()


def new_server(authority: str, names: Sequence[str], now: float) -> str:
    """Make a key and a server certificate for host names, vouched for by an authority's PEM."""
    issuer, issuer_key = _certificate(authority), _key(authority)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    certificate = (
        _begun(subject, issuer.subject, key, now, _SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(_FOR_SERVERS, critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
        .add_extension(identifier, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(serialization.Encoding.PEM).decode()


def public_part(pem: str) -> str:
    """Return the certificate of a PEM that holds a key too.

    Raises:
        ValueError: it is not a certificate with its key.
    """
    certificate = _certificate(pem)
    if certificate.public_key() != _key(pem).public_key():
        raise ValueError("the key belongs to another certificate")
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def ends_at(pem: str) -> float:
    """Return when the certificate ends, in seconds since 1970."""
    return _certificate(pem).not_valid_after_utc.timestamp()


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: float,
    days: int,
) -> x509.CertificateBuilder:
    at = datetime.fromtimestamp(now, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


_FOR_SERVERS: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
_CONSTRAINTS: Final = x509.NameConstraints(
    permitted_subtrees=[x509.DNSName(DOMAIN)],
    excluded_subtrees=[
        x509.IPAddress(ip_network("0.0.0.0/0")),
        x509.IPAddress(ip_network("::/0")),
    ],
)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _certificate(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem[pem.find("-----BEGIN CERTIFICATE") :].encode())


def _key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key of the sandbox's kind")
    return key
