"""The Vault port: Fernet over a key that lies beside the ledger, or comes from the settings.

A ledger that leaves the machine without its key tells nothing about a customer. The key file is
made at the first sealing and never replaced: another key could not unseal what is there.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Final, Self

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from tendlc.errors import Advice, ConfigurationError, SealBroken

KEY_FILE: Final = "vault.key"


class FernetVault:
    """Seals with one key; reads or makes the key file only when the first seal is needed."""

    def __init__(self, *, key: str | None = None, key_file: Path | None = None) -> None:
        self._key_file = key_file
        self._key = key or ""
        self._fernet = _fernet(key, "the settings") if key is not None else None

    @classmethod
    def open(cls, folder: Path, key: SecretStr | None = None) -> Self:
        """Use `key` where the settings give one, else the key file in `folder`.

        Raises:
            ConfigurationError: `key` is no Fernet key.
        """
        if key is not None:
            return cls(key=key.get_secret_value())
        return cls(key_file=folder / KEY_FILE)

    def seal(self, plain: bytes) -> bytes:
        """Encrypt and sign; the first sealing may make the key file (mode 0600).

        Raises:
            ConfigurationError: the key file cannot be made or read.
        """
        return self._with_key(make=True).encrypt(plain)

    def unseal(self, sealed: bytes) -> bytes:
        """Undo `seal`.

        Raises:
            SealBroken: the key is not the one that sealed, or the bytes are damaged.
            ConfigurationError: the key is missing.
        """
        try:
            return self._with_key(make=False).decrypt(sealed)
        except InvalidToken:
            place = self._key_file or "the vault key in the settings"
            raise SealBroken(
                f"The ledger was sealed with a different key than {place}.",
                field="vault_key",
                advice=Advice.PUT_BACK_KEY,
            ) from None

    def derive(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for one purpose, by HKDF from the vault's (RFC 5869).

        Raises:
            ConfigurationError: the key is missing.
        """
        self._with_key(make=False)
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tendlc {purpose}".encode())
        return hkdf.derive(urlsafe_b64decode(self._key))

    def _with_key(self, *, make: bool) -> Fernet:
        if self._fernet is None:
            assert self._key_file is not None
            if make and not self._key_file.exists():
                _make(self._key_file)
            self._key = _read(self._key_file)
            self._fernet = _fernet(self._key, str(self._key_file))
        return self._fernet


def _fernet(key: str, place: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise ConfigurationError(
            f"The vault key in {place} is not a key.",
            field="vault_key",
            advice=Advice.PUT_BACK_USABLE_KEY,
        ) from None


def _read(key_file: Path) -> str:
    try:
        return key_file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        raise ConfigurationError(
            f"The key of the ledger, {key_file}, is missing.",
            field="vault_key",
            advice=Advice.PUT_BACK_KEY_FILE,
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The key of the ledger, {key_file}, cannot be read ({error.strerror}).",
            field="vault_key",
            advice=Advice.READ_PERMISSION,
        ) from error


def _make(key_file: Path) -> None:
    """Write the key under another name and link it, so that no half-written key is ever read."""
    draft = key_file.with_name(f"{key_file.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, key_file)
        except FileExistsError:
            pass  # another process was first; its key is the key
        finally:
            draft.unlink()
    except OSError as error:
        raise ConfigurationError(
            f"The key of the ledger, {key_file}, cannot be made ({error.strerror}).",
            advice=Advice.WRITE_PERMISSION,
        ) from error
