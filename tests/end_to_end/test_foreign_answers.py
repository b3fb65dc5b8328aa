"""A program between engine and Twilio answers in Twilio's place: nothing is bought twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, resources
from tests.end_to_end.middleman import Change, Middleman, middleman, page

ACME = EXAMPLES / "acme.yaml"
BRAND = "POST .*BrandRegistrations$"
CAMPAIGN = "POST .*Usa2p$"
NUMBER = "POST .*IncomingPhoneNumbers.json$"
SERVICE = "POST .*/v1/Services$"
PROFILE = "POST .*/v1/CustomerProfiles$"
OF_PAID = ("BrandRegistration", "Usa2p", "IncomingPhoneNumber", "MessagingService", "TrustProduct")


@pytest.fixture
def between(account: SandboxAccount) -> Iterator[Middleman]:
    with middleman(account.sandbox.url) as proxy:
        yield proxy


def _held(account: SandboxAccount) -> Counter[str]:
    return Counter(kind for kind, _ in resources(account) if kind in OF_PAID)


@pytest.mark.parametrize(
    ("request_line", "change"),
    [
        (BRAND, page(400)),
        (BRAND, page(401)),
        (BRAND, page(403)),
        (BRAND, page(404)),
        (BRAND, page(408)),
        (BRAND, page(429)),
        (BRAND, page(499, "")),
        (BRAND, page(403, '{"message": "Forbidden"}')),
        (CAMPAIGN, page(408)),
        (CAMPAIGN, page(409)),
        (NUMBER, page(403)),
        (SERVICE, page(404)),
        (BRAND, lambda answer: answer.changed(sid="MG" + "0" * 32)),
        (BRAND, lambda answer: answer.changed(sid=None)),
        (BRAND, lambda answer: answer.changed(account_sid="AC" + "0" * 32)),
        (CAMPAIGN, lambda answer: answer.changed(sid="BN" + "0" * 32)),
        (SERVICE, lambda answer: answer.changed(sid="mine")),
        (PROFILE, lambda answer: answer.changed(sid="IT" + "0" * 32)),
    ],
)
def test_what_was_made_is_found_again_whatever_a_proxy_said_of_it(
    request_line: str,
    change: Change,
    between: Middleman,
    at_account: Home,
    account: SandboxAccount,
) -> None:
    between.say(request_line, change)
    ran = at_account.run("onboard", ACME, "--target", between.url, "--json")
    assert (ran.code, ran.json["stage"]) == (0, "registered"), ran
    wishes = len(ran.json["numbers"])
    assert [rule.times for rule in between.rules] == [0]
    assert _held(account) == {
        "BrandRegistration": 1,
        "Usa2p": 1,
        "MessagingService": 1,
        "TrustProduct": 1,
        "IncomingPhoneNumber": wishes,
    }


@pytest.mark.parametrize(
    "change",
    [
        page(404),
        page(502),
        lambda answer: answer.changed(sid="BN" + "0" * 32),
        lambda answer: answer.changed(sid="BU" + "0" * 32),
    ],
)
def test_a_look_at_a_brand_that_a_proxy_answers_is_taken_again(
    change: Change, between: Middleman, at_account: Home, account: SandboxAccount
) -> None:
    between.say("GET .*BrandRegistrations/BN", change)
    ran = at_account.run("onboard", ACME, "--target", between.url, "--json")
    assert (ran.code, ran.json["stage"]) == (0, "registered"), ran
    assert _held(account)["BrandRegistration"] == 1
