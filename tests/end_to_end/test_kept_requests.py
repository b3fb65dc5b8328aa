"""What was sent to Twilio stays in the ledger for as many days as the settings say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import tendlc
from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.vault import FernetVault
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.sent_requests import SentRequest
from tests import cast
from tests.conftest import SandboxAccount
from tests.end_to_end.test_embedding import destination

DAYS = 3


def sent(days_ago: int) -> SentRequest:
    at = datetime.now(UTC) - timedelta(days=days_ago, hours=1)
    return SentRequest(at=at, method="GET", path="/v1/Services", status=200, duration_ms=days_ago)


def kept(data: Path, known: Onboarding, *new: SentRequest) -> list[int]:
    """Note requests of a customer; return what the ledger has of it by then, by age."""
    vault = FernetVault.open(data)
    ledger = open_ledger(data / "ledger.db", vault)
    store = SqlStore(ledger, vault)
    record = store.load(known.target, known.key)
    store.save(record, record, (), new)
    found = [one.duration_ms for one in store.requests(known.target, known.key)]
    ledger.dispose()
    return found


def test_requests_older_than_the_setting_go_when_the_ledger_is_opened(
    account: SandboxAccount, tmp_path: Path
) -> None:
    settings = tendlc.Settings(requests_kept_days=DAYS)
    with tendlc.open_app(destination(account), tmp_path, settings=settings) as app:
        known = app.add(cast.acme())
    assert kept(tmp_path, known, *map(sent, (9, DAYS, DAYS - 1, 0))) == [9, 3, 2, 0]
    with tendlc.open_app(destination(account), tmp_path, settings=settings):
        pass
    assert kept(tmp_path, known) == [2, 0]
