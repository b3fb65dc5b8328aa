"""Writes the data of the present schema: run `python -m tests.contract.sandbox.older_data`.

A brand in review with its bundles, a callback that nobody took, an API key, a snapshot, and a
review that waits to be read twice more.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path

from tests.conftest import SandboxAccount, start_sandbox
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, Walk


def submitted(account: SandboxAccount, name: str, callback: str | None = None) -> None:
    profiles = account.client.trusthub.v1.customer_profiles
    made = profiles.create(
        friendly_name=name,
        email="isv@isv.example",
        policy_sid=PROFILE_POLICY,
        **({"status_callback": callback} if callback else {}),
    )
    profiles(made.sid).update(status="pending-review")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder))
        account = SandboxAccount(sandbox, f"AC{'a1' * 16}", "first")
        account.control("POST", "/clock", mode="frozen")
        Walk(account).brand()
        submitted(account, "told", "http://127.0.0.1:9/nobody")
        key = account.client.new_keys.create(friendly_name="worker")
        account.control("POST", "/snapshots", name="kept")
        account.control("POST", "/reviews", **{"timing-bundle-to-in-review": {"reads": 2}})
        submitted(account, "read")
        account.control("POST", "/deliveries/settle", seconds=5)
        sandbox.stop()
        with contextlib.closing(sqlite3.connect(Path(folder) / "sandbox.sqlite3")) as database:
            database.execute("DELETE FROM journal")
            database.commit()
            (version,) = database.execute("PRAGMA user_version").fetchone()
            head = f"-- key {key.sid} {key.secret}\nPRAGMA user_version = {version};"
            text = "\n".join([head, *database.iterdump(), ""])
    Path(__file__).with_name(f"schema_{version}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
