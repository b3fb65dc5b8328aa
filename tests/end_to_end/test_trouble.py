"""Requests that fail for good: the run, `status` and JSON say why, until one succeeds again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home
from tests.end_to_end.middleman import Change, Middleman, middleman, page

ACME = EXAMPLES / "acme.yaml"
ALWAYS = 10_000
BUSY = json.dumps({"code": 20429, "message": "Too Many Requests", "more_info": "", "status": 429})


@pytest.fixture
def between(account: SandboxAccount) -> Iterator[Middleman]:
    with middleman(account.sandbox.url) as proxy:
        yield proxy


@pytest.fixture
def live(at_account: Home, between: Middleman) -> Home:
    return at_account.with_settings(
        TENDLC_TWILIO_URL=between.url,
        TENDLC_STATUS_EMAIL="registrations@isv.example",
        TENDLC_SETTLING_SECONDS="2",
    )


@pytest.mark.parametrize(
    ("request_line", "change", "code", "reason"),
    [
        ("GET ", page(502), "not_processed", "with the status 502, is not Twilio's"),
        ("GET ", page(429, BUSY), "not_processed", "Too Many Requests"),
        ("POST ", page(429, BUSY), "not_processed", "Too Many Requests"),
        ("POST ", page(503), "outcome_unknown", "with the status 503, is not Twilio's"),
    ],
)
def test_what_keeps_failing_is_said_with_its_reason_until_it_ends(
    request_line: str, change: Change, code: str, reason: str, between: Middleman, live: Home
) -> None:
    between.say(request_line, change, ALWAYS)
    ran = live.run("onboard", ACME, "--live", "--yes")
    assert ran.code == 1
    assert "Requests have failed since " in ran.out
    assert reason in ran.out
    told = live.run("status", "acme")
    assert reason in told.out
    assert "requests fail" in live.run("status").out
    (data,) = live.run("status", "acme", "--json").json
    assert (data["trouble"]["code"], reason in data["trouble"]["message"]) == (code, True)
    between.rules.clear()
    again = live.run("onboard", ACME, "--live", "--yes", "--wait", "20", "--json")
    assert again.json["trouble"] is None


def test_a_write_that_keeps_failing_is_told_although_the_reads_between_succeed(
    account: SandboxAccount, live: Home
) -> None:
    fault = {"method": "POST", "path": "/EndUsers", "status": 502, "count": ALWAYS}
    account.sandbox.control("POST", "/faults", account=account.sid, **fault)
    hasty = live.with_settings(
        TENDLC_SETTLING_SECONDS="0.1",
        TENDLC_SEND_WINDOW_SECONDS="1",
        TENDLC_CLIENT_TIMEOUT_SECONDS="2",
    )
    ran = hasty.run("onboard", ACME, "--live", "--yes", "--wait", "6")
    assert ran.out.count("The earlier request never arrived.") > 0, ran
    assert "Twilio failed inside" in ran.out.partition("Requests have failed")[2]
    assert ran.code in (1, 3), "3 once the step was written as often as a run may"
    account.sandbox.control("DELETE", f"/faults?account={account.sid}")
    again = hasty.run("onboard", ACME, "--live", "--yes", "--retry", "--wait", "20", "--json")
    assert again.json["trouble"] is None


def test_the_pause_that_an_answer_asks_for_is_kept_by_the_next_run(
    between: Middleman, live: Home
) -> None:
    between.say("POST .*CustomerProfiles$", page(429, BUSY, Retry_After="600"))
    first = live.run("onboard", ACME, "--live", "--yes", "--json").json
    again = live.run("onboard", ACME, "--live", "--yes", "--json").json
    trouble = first["trouble"]
    pause = datetime.fromisoformat(trouble["not_before"]) - datetime.fromisoformat(
        trouble["last_at"]
    )
    assert pause.total_seconds() == 600
    assert again["due_at"] == first["due_at"] == trouble["not_before"]
    assert [step for step in again["steps"] if step["sid"]] == []
