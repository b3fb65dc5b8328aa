"""The vault: what it seals nobody else reads, and a wrong key is said so."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from tendlc.adapters.vault import FernetVault
from tendlc.errors import Advice, ConfigurationError


def test_sealed_bytes_come_back(tmp_path: Path) -> None:
    vault = FernetVault.open(tmp_path)
    assert vault.unseal(vault.seal(b"Maria Lindqvist")) == b"Maria Lindqvist"


def test_sealed_bytes_do_not_show_what_they_hold(tmp_path: Path) -> None:
    assert b"Maria" not in FernetVault.open(tmp_path).seal(b"Maria Lindqvist")


def test_the_key_file_is_its_owners_alone_and_alone(tmp_path: Path) -> None:
    FernetVault.open(tmp_path).seal(b"x")
    [key] = tmp_path.iterdir()
    assert (key.name, stat.S_IMODE(key.stat().st_mode)) == ("vault.key", 0o600)


def test_opening_alone_makes_no_key(tmp_path: Path) -> None:
    FernetVault.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_process_unseals_with_the_same_file(tmp_path: Path) -> None:
    sealed = FernetVault.open(tmp_path).seal(b"x")
    assert FernetVault.open(tmp_path).unseal(sealed) == b"x"


def test_a_key_from_the_settings_makes_no_file(tmp_path: Path) -> None:
    key = SecretStr(Fernet.generate_key().decode())
    sealed = FernetVault.open(tmp_path, key).seal(b"x")
    assert FernetVault.open(tmp_path, key).unseal(sealed) == b"x"
    assert list(tmp_path.iterdir()) == []


def test_another_key_is_said_so_with_the_way_out(tmp_path: Path) -> None:
    sealed = FernetVault.open(tmp_path).seal(b"x")
    other = FernetVault.open(tmp_path, SecretStr(Fernet.generate_key().decode()))
    with pytest.raises(ConfigurationError, match="sealed with a different key") as raised:
        other.unseal(sealed)
    assert raised.value.advice is Advice.PUT_BACK_KEY


def test_a_missing_key_is_never_replaced_when_unsealing(tmp_path: Path) -> None:
    sealed = FernetVault.open(tmp_path).seal(b"x")
    (tmp_path / "vault.key").unlink()
    with pytest.raises(ConfigurationError, match="is missing"):
        FernetVault.open(tmp_path).unseal(sealed)
    assert not (tmp_path / "vault.key").exists()


def test_a_text_that_is_no_key_is_refused_without_showing_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        FernetVault.open(tmp_path, SecretStr("correct horse"))
    assert "correct horse" not in str(raised.value) + str(raised.value.context)
