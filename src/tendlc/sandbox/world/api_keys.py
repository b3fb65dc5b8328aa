"""API keys: credentials that open one account each, whoever it is that sends them.

Only a digest of each secret is stored, and the keys that were used lately are kept in memory. What
a key may do is not known here.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest

from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.store import Store

_MOST_REMEMBERED = 5000


class ApiKeys:
    """The keys of all accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, str]] = {}
        """By SID: the digest of the secret, and the SID of the account."""

    def open(self, sid: str, secret: str) -> str:
        """Return the SID of the account that a key opens.

        Raises:
            Refusal: 20003, there is no such key, or it has another secret.
        """
        known = self._find(sid)
        if known is None:
            raise Refusal(20003, "Authenticate", because="no API key has this SID")
        if not compare_digest(known[0], _digest(secret)):
            raise Refusal(20003, "Authenticate", because="another secret belongs to this API key")
        return known[1]

    def account_sid_of(self, user: str) -> str:
        """Return the SID of the account that a user of Basic credentials claims to be."""
        known = self._find(user) if user.startswith("SK") else None
        return known[1] if known else user

    def add(self, account: int, sid: str, secret: str) -> None:
        """Let a key open the account with this number."""
        self._store.write("INSERT INTO api_keys VALUES (?,?,?)", (sid, account, _digest(secret)))

    def remove(self, sid: str) -> None:
        """Let a key open nothing any more."""
        self._known.pop(sid, None)
        self._store.write("DELETE FROM api_keys WHERE sid = ?", (sid,))

    def remove_all(self, accounts: list[int]) -> None:
        """Let the keys of accounts open nothing any more."""
        self._known.clear()
        self._store.write_many(
            "DELETE FROM api_keys WHERE account = ?", [(number,) for number in accounts]
        )

    def forget(self) -> None:
        """Drop what is kept in memory."""
        self._known.clear()

    def _find(self, sid: str) -> tuple[str, str] | None:
        known = self._known.get(sid)
        if known is None:
            row = self._store.read_one(
                "SELECT digest, accounts.sid FROM api_keys"
                " JOIN accounts ON accounts.id = api_keys.account WHERE api_keys.sid = ?",
                (sid,),
            )
            if row is not None:
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                known = self._known[sid] = (row[0], row[1])
        return known


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
