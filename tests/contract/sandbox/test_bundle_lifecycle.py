"""Customer profiles and trust products: states, rejections, edits, and what only Support may do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.sandbox.walkthrough import (
    BUSINESS,
    PROFILE_POLICY,
    REPRESENTATIVE,
    TRUST_POLICY,
    Walk,
)

KINDS = ["customer_profiles", "trust_products"]


def refusal(work: Any) -> Any:
    with pytest.raises(TwilioRestException) as refused:
        work()
    return refused.value.code


@pytest.fixture(params=KINDS)
def bundle(account: SandboxAccount, request: pytest.FixtureRequest) -> Any:
    """A complete bundle of either kind, submitted just now."""
    walk = Walk(account)
    profile = walk.profile()
    if request.param == "customer_profiles":
        return account.client.trusthub.v1.customer_profiles(profile)
    return account.client.trusthub.v1.trust_products(walk.trust(profile))


@pytest.fixture(params=KINDS)
def bundles(account: SandboxAccount, request: pytest.FixtureRequest) -> Any:
    return getattr(account.client.trusthub.v1, request.param)


def draft(bundles: Any, name: str = "acme") -> Any:
    policy = PROFILE_POLICY if "CustomerProfiles" in bundles._uri else TRUST_POLICY
    made = bundles.create(friendly_name=name, email="isv@isv.example", policy_sid=policy)
    return bundles(made.sid)


def test_a_bundle_is_pending_then_in_review_then_approved(
    account: SandboxAccount, bundle: Any
) -> None:
    seen = []
    for seconds in (0, 5, 10):
        account.advance(seconds)
        seen.append(bundle.fetch().status)
    assert seen == ["pending-review", "in-review", "twilio-approved"]


@pytest.mark.parametrize("status", ["in-review", "twilio-approved", "twilio-rejected"])
def test_clients_set_no_status_that_is_twilios(bundles: Any, status: str) -> None:
    assert refusal(lambda: draft(bundles).update(status=status)) == 22203


def test_a_rejection_by_magic_has_no_reason_where_none_is_wanted(
    account: SandboxAccount, bundles: Any
) -> None:
    place = draft(bundles, "acme [sandbox:rejected-without-reason]")
    place.update(status="pending-review")
    account.advance(60)
    found = place.fetch()
    assert (found.status, found.errors) == ("twilio-rejected", None)


def test_a_noncompliant_bundle_may_be_submitted_and_is_rejected(
    account: SandboxAccount, bundles: Any
) -> None:
    place = draft(bundles)
    assert place.update(status="pending-review").status == "pending-review"
    account.advance(60)
    found = place.fetch()
    assert (found.status, found.errors) == ("twilio-rejected", None)


def test_a_rejected_bundle_is_edited_and_submitted_again(
    account: SandboxAccount, bundles: Any
) -> None:
    place = draft(bundles, "acme [sandbox:18602]")
    place.update(status="pending-review")
    account.advance(60)
    rejected = place.fetch()
    place.update(friendly_name="acme [sandbox:approved]")
    submitted = place.update(status="pending-review")
    account.advance(60)
    assert (rejected.status, rejected.errors) == ("twilio-rejected", [{"code": 18602}])
    assert (submitted.errors, place.fetch().status) == (None, "twilio-approved")


def test_a_rejected_bundle_goes_back_to_draft(account: SandboxAccount, bundles: Any) -> None:
    place = draft(bundles, "acme [sandbox:18602]")
    place.update(status="pending-review")
    account.advance(60)
    assert place.update(status="draft").status == "draft"


@pytest.mark.parametrize("seconds", [5, 60])
def test_in_review_and_approved_a_bundle_is_closed(
    account: SandboxAccount, bundle: Any, seconds: int
) -> None:
    account.advance(seconds)
    assert refusal(lambda: bundle.update(friendly_name="other")) == 20409
    for status in ("draft", "pending-review"):
        assert refusal(lambda status=status: bundle.update(status=status)) == 20409


@pytest.mark.parametrize("seconds", [0, 5])
def test_under_review_a_bundle_is_not_deleted(
    account: SandboxAccount, bundle: Any, seconds: int
) -> None:
    account.advance(seconds)
    assert refusal(bundle.delete) == 21647


def test_what_is_assigned_to_an_approved_bundle_is_closed_too(account: SandboxAccount) -> None:
    walk = Walk(account)
    walk.profile()
    account.advance(60)
    user = account.client.trusthub.v1.end_users(walk.business)
    assert refusal(lambda: user.update(attributes=json.dumps(BUSINESS))) == 20409


def test_support_opens_an_approved_bundle(account: SandboxAccount, bundle: Any) -> None:
    account.advance(60)
    sid = bundle.fetch().sid
    account.control("POST", "/acts", sid=sid, act="reopen")
    assert bundle.fetch().status == "draft"
    assert bundle.update(friendly_name="other").friendly_name == "other"


def test_the_switch_lets_clients_submit_an_approved_bundle_anew(
    account: SandboxAccount, bundle: Any
) -> None:
    account.advance(60)
    account.control("POST", "/settings", approved_reopens=True)
    assert bundle.update(status="pending-review").status == "pending-review"
    account.advance(60)
    assert bundle.fetch().status == "twilio-approved"


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ("ann@mailinator.com", "The e-mail address belongs to a disposable domain."),
        ("ann.acme-heating.example", "The e-mail address has no valid syntax."),
    ],
)
def test_an_implausible_mail_is_found_soon_and_told_to_the_callback_alone(
    account: SandboxAccount, mail: str, reason: str
) -> None:
    walk = Walk(account)
    profile = walk.profile(submit=False)
    account.client.trusthub.v1.end_users(walk.representative).update(
        attributes=json.dumps({**REPRESENTATIVE, "email": mail})
    )
    place = account.client.trusthub.v1.customer_profiles(profile)
    place.update(status="pending-review")
    account.advance(8)
    found = place.fetch()
    entries = account.control("GET", f"/history?key={profile}")["history"]
    assert (found.status, found.errors) == ("twilio-rejected", None)
    assert entries[-1]["data"]["failure_reason"] == reason


def test_a_bundle_can_stay_in_review(account: SandboxAccount, bundles: Any) -> None:
    place = draft(bundles, "acme [sandbox:stays-in-review]")
    place.update(status="pending-review")
    account.advance(30 * 86_400)
    assert place.fetch().status == "in-review"
