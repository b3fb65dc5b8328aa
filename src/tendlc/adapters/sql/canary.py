"""The canary: one sealed value that proves, whenever a ledger is opened, that the key is its own.

Without it a second key would go unnoticed until something old is read, and seal what comes new.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, insert, select

from tendlc.adapters.sql.tables import canary
from tendlc.ports import Vault

_SAID: Final = b"the key of this ledger"


def prove_key(connection: Connection, vault: Vault, *, may_begin: bool = False) -> None:
    """Unseal the canary; a new ledger gets one where it may be written.

    Raises:
        SealBroken: another key sealed this ledger.
        ConfigurationError: the key is missing.
    """
    sealed = connection.scalar(select(canary.c.sealed))
    if sealed is not None:
        vault.unseal(sealed)
    elif may_begin:
        set_canary(connection, vault)


def set_canary(connection: Connection, vault: Vault) -> None:
    """Make this vault's key the key of the ledger."""
    connection.execute(delete(canary))
    connection.execute(insert(canary).values(sealed=vault.seal(_SAID)))
