"""A campaign: reviews, edits, what cannot be edited, suspension, deletion, post approval."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.sandbox.walkthrough import CAMPAIGN, Walk

EDITABLE = (
    "description",
    "message_flow",
    "message_samples",
    "has_embedded_links",
    "has_embedded_phone",
    "privacy_policy_url",
    "terms_and_conditions_url",
)
SHORTENED = [
    "Acme Heating: your visit is [date]. Reply STOP to end. https://bit.ly/3xyz",
    CAMPAIGN["message_samples"][1],
]


@pytest.fixture
def walk(account: SandboxAccount) -> Walk:
    made = Walk(account)
    made.approved()
    return made


def register(walk: Walk, **changed: Any) -> Any:
    return walk.campaign(walk.service(), walk.brand_sid, **changed)


def edit(campaign: Any, **changed: Any) -> Any:
    given = {name: CAMPAIGN[name] for name in EDITABLE}
    return campaign.update(
        x_twilio_api_version="v1.2",
        **{**given, "age_gated": False, "direct_lending": False, **changed},
    )


def marked(words: object) -> dict[str, str]:
    return {"message_flow": f"{CAMPAIGN['message_flow']} [sandbox:{words}]"}


def refusal(work: Any) -> Any:
    with pytest.raises(TwilioRestException) as refused:
        work()
    return refused.value.code


def codes(campaign: Any) -> list[int]:
    return [error["error_code"] for error in campaign.fetch().errors]


def told(account: SandboxAccount, campaign: Any) -> list[str]:
    """Return the last words of the events that told of a campaign."""
    key = f"{campaign.messaging_service_sid}/{campaign.sid}"
    entries = account.control("GET", f"/history?key={key}")["history"]
    types = (entry["data"].get("event_type", "") for entry in entries)
    return [each.rpartition(".")[2] for each in types if each]


def test_a_campaign_is_pending_then_in_progress_then_verified(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk)
    seen = [(campaign.campaign_status, campaign.campaign_id, campaign.rate_limits)]
    for seconds in (5, 20):
        account.advance(seconds)
        found = campaign.fetch()
        seen.append((found.campaign_status, bool(found.campaign_id), bool(found.rate_limits)))
    assert seen == [("PENDING", None, None), ("IN_PROGRESS", True, False), ("VERIFIED", True, True)]
    assert told(account, campaign) == ["campaign-submitted", "campaign-approved"]


def test_field_checks_reject_at_once_and_reviewers_later(
    account: SandboxAccount, walk: Walk
) -> None:
    at_once = register(walk, privacy_policy_url="", terms_and_conditions_url="")
    later = register(walk, message_samples=SHORTENED)
    account.advance(1.5)
    early = [each.fetch().campaign_status for each in (at_once, later)]
    account.advance(30)
    assert early == ["FAILED", "PENDING"]
    assert (codes(at_once), codes(later)) == ([30908, 30882], [30892])
    assert told(account, at_once) == ["campaign-failure"]
    assert told(account, later) == ["campaign-submitted", "campaign-failure"]


def test_an_edit_sends_the_campaign_back_into_review(account: SandboxAccount, walk: Walk) -> None:
    campaign = register(walk, message_samples=SHORTENED)
    account.advance(60)
    edited = edit(campaign)
    assert (edited.campaign_status, edited.errors) == ("IN_PROGRESS", [])
    account.advance(60)
    found = campaign.fetch()
    assert (found.campaign_status, found.campaign_id) == ("VERIFIED", edited.campaign_id)


def test_missing_terms_can_be_added_though_their_code_is_otherwise_final(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk, terms_and_conditions_url="")
    account.advance(60)
    failed = codes(campaign)
    edit(campaign)
    account.advance(60)
    assert (failed, campaign.fetch().campaign_status) == ([30882], "VERIFIED")


def test_an_edit_that_mends_nothing_fails_again(account: SandboxAccount, walk: Walk) -> None:
    campaign = register(walk, privacy_policy_url="")
    account.advance(60)
    edit(campaign, privacy_policy_url="")
    account.advance(60)
    assert codes(campaign) == [30908]
    assert told(account, campaign) == ["campaign-failure", "campaign-failure"]


def test_what_is_given_at_creation_alone_does_not_change(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk, help_message="Acme Heating help: call +13035550142.", **marked(30909))
    account.advance(60)
    before = campaign.fetch()
    answer = requests.post(
        f"{account.sandbox.url}/messaging.twilio.com/v1/Services"
        f"/{campaign.messaging_service_sid}/Compliance/Usa2p/{campaign.sid}",
        data={
            "Description": CAMPAIGN["description"],
            "MessageFlow": CAMPAIGN["message_flow"],
            "MessageSamples": CAMPAIGN["message_samples"],
            "HasEmbeddedLinks": "true",
            "HasEmbeddedPhone": "false",
            "AgeGated": "false",
            "DirectLending": "false",
            "HelpMessage": "Something else altogether, for a change.",
            "UsAppToPersonUsecase": "MARKETING",
            "OptOutKeywords": "ENOUGH",
        },
        auth=(account.sid, account.token),
        timeout=20,
    )
    assert answer.ok
    after = campaign.fetch()
    kept = ("help_message", "us_app_to_person_usecase", "opt_out_keywords")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.message_flow == CAMPAIGN["message_flow"]


@pytest.mark.parametrize("code", [30882, 30883, 30884, 30885, 30897, 30901, 30903, 30915])
def test_final_rejections_cannot_be_edited(account: SandboxAccount, walk: Walk, code: int) -> None:
    campaign = register(walk, **marked(code))
    account.advance(60)
    assert codes(campaign) == [code]
    if code != 30882:  # this one may only mean that the URL is missing
        assert refusal(lambda: edit(campaign)) == 20409


@pytest.mark.parametrize(
    "code",
    [30532, 30881, 30886, 30889, 30893, 30896, 30898, 30900, 30908, 30909, 30910, 30917, 30933],
)
def test_other_rejections_can_be_edited(account: SandboxAccount, walk: Walk, code: int) -> None:
    campaign = register(walk, **marked(code))
    account.advance(60)
    edit(campaign)
    account.advance(60)
    assert campaign.fetch().campaign_status == "VERIFIED"


def test_only_a_failed_campaign_is_edited(account: SandboxAccount, walk: Walk) -> None:
    campaign = register(walk)
    pending = refusal(lambda: edit(campaign))
    account.advance(60)
    assert (pending, refusal(lambda: edit(campaign))) == (20409, 20409)


def test_a_violation_suspends_a_campaign_and_nothing_is_written_any_more(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk, **marked("suspended"))
    account.advance(60)
    assert (campaign.fetch().campaign_status, codes(campaign)) == ("SUSPENDED", [30990])
    assert (refusal(lambda: edit(campaign)), refusal(campaign.delete)) == (21729, 21729)


def test_support_lifts_a_suspension(account: SandboxAccount, walk: Walk) -> None:
    campaign = register(walk)
    account.advance(60)
    for act in ("suspend", "lift-suspension"):
        account.control("POST", "/acts", sid=campaign.messaging_service_sid, act=act)
    assert (campaign.fetch().campaign_status, codes(campaign)) == ("VERIFIED", [])


def test_a_suspended_campaign_is_deleted_outside_the_api(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk, **marked("suspended"))
    account.advance(60)
    account.control("POST", "/acts", sid=campaign.messaging_service_sid, act="delete")
    assert refusal(campaign.fetch) == 20404
    assert told(account, campaign)[-1] == "suspended-campaign-delete-submitted"


@pytest.mark.parametrize("seconds", [0, 5, 60])
def test_a_campaign_is_deleted_from_any_state(
    account: SandboxAccount, walk: Walk, seconds: int
) -> None:
    campaign = register(walk)
    account.advance(seconds)
    assert campaign.delete()
    account.advance(60)
    assert refusal(campaign.fetch) == 20404
    assert told(account, campaign)[-1] == "campaign-deleted"


def test_a_service_has_one_campaign_and_another_after_its_end(
    account: SandboxAccount, walk: Walk
) -> None:
    first = register(walk)
    service = first.messaging_service_sid
    assert refusal(lambda: walk.campaign(service, walk.brand_sid)) == 20409
    first.delete()
    second = walk.campaign(service, walk.brand_sid)
    account.advance(60)
    found = second.fetch()
    assert (found.campaign_status, found.campaign_id is not None) == ("VERIFIED", True)


@pytest.mark.parametrize(
    ("of_service", "of_campaign", "code"),
    [
        ("verification", "MARKETING", 21719),
        ("marketing", "2FA", 21719),
        ("notifications", "ACCOUNT_NOTIFICATION", 0),
        ("undeclared", "MARKETING", 0),
        ("poll", "LOW_VOLUME", 0),
    ],
)
def test_a_campaign_goes_with_the_use_case_of_its_service(
    account: SandboxAccount, walk: Walk, of_service: str, of_campaign: str, code: int
) -> None:
    services = account.client.messaging.v1.services
    service = services.create(friendly_name="acme", usecase=of_service)
    open_ones = services(service.sid).us_app_to_person_usecases.fetch(
        brand_registration_sid=walk.brand_sid
    )
    names = {each["code"] for each in open_ones.us_app_to_person_usecases}
    assert (of_campaign in names) == (not code)
    words = {"us_app_to_person_usecase": of_campaign}
    if code:
        assert refusal(lambda: walk.campaign(service.sid, walk.brand_sid, **words)) == code
    else:
        assert walk.campaign(service.sid, walk.brand_sid, **words).campaign_status == "PENDING"


def test_carriers_decide_on_some_use_cases_after_the_approval(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk, us_app_to_person_usecase="SWEEPSTAKE")
    service = account.client.messaging.v1.services(campaign.messaging_service_sid)
    service.phone_numbers.create(phone_number_sid=walk.number())
    account.advance(25)
    seen = [(campaign.fetch().campaign_status, registrations(account))]
    service.phone_numbers.create(phone_number_sid=walk.number())
    account.advance(60)
    seen.append((campaign.fetch().campaign_status, registrations(account)))
    assert seen == [("VERIFIED", []), ("VERIFIED", ["registered", "registered"])]


def registrations(account: SandboxAccount) -> list[Any]:
    stored = account.control("GET", "/resources?kind=NumberRegistration")["resources"]
    return [each["data"]["state"] for each in stored]


REPLIES = {
    "opt_in_message": "Acme Heating: you get reminders now. Reply HELP for help, STOP to end.",
    "opt_out_message": "Acme Heating: you get no more reminders. Reply START to begin again.",
    "help_message": "Acme Heating: call +13035550142 or write to help@acme-heating.example.",
}


def test_replies_that_a_campaign_leaves_out_are_those_of_twilio(walk: Walk) -> None:
    campaign = register(walk)
    assert (campaign.opt_in_message, campaign.opt_in_keywords) == (None, [])
    assert campaign.opt_out_message.startswith("You have successfully been unsubscribed.")
    assert campaign.help_message == "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    assert campaign.help_keywords == ["HELP", "INFO"]
    assert campaign.subscriber_opt_in is True


def test_own_replies_read_back_as_sent_unless_they_are_hidden(
    account: SandboxAccount, walk: Walk
) -> None:
    campaign = register(walk, **REPLIES)
    assert {name: getattr(campaign, name) for name in REPLIES} == REPLIES
    account.control("POST", "/settings", own_replies_are_hidden=True)
    campaign = campaign.fetch()
    assert campaign.opt_in_message == REPLIES["opt_in_message"]
    assert campaign.opt_out_message.startswith("You have successfully been unsubscribed.")
    assert campaign.help_message.startswith("Reply STOP")
