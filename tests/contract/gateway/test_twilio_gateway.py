"""What only the adapter over the official library can show, against the sandbox."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from tendlc.adapters.twilio.gateway import TwilioGateway
from tendlc.adapters.twilio.sandbox_world import sandbox_world
from tendlc.adapters.twilio.transport import Way
from tendlc.domain import actions
from tendlc.domain.actions import Action
from tendlc.domain.customer import MessagingServiceOptions, PhoneNumberWish
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    BrandSeen,
    BundleSeen,
    CampaignSeen,
    EvaluationSeen,
    OwnedNumberSeen,
    VettingSeen,
)
from tendlc.domain.subjects import (
    Brand,
    BrandVettings,
    Bundle,
    CampaignOfService,
    OwnedNumber,
    PrimaryProfile,
)
from tendlc.errors import (
    Advice,
    AlreadyThere,
    ConfigurationError,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    UnexpectedAnswer,
    Unreachable,
)
from tendlc.ports import Absent, Found, Made, MorePages
from tendlc.rules.planning.free_checks import on_sale
from tests.conftest import SandboxAccount
from tests.contract.gateway.registration import PRODUCT, PROFILE, Bench, Registration
from tests.contract.sandbox.test_authentication_plus import DAY, IGNORED
from tests.contract.sandbox.walkthrough import Walk
from tests.fakes import FixedClock
from tests.records import record
from tests.unit.adapters.rude_server import RudeServer, answer, stay_silent


def test_a_second_assignment_says_that_it_is_there(registration: Registration) -> None:
    registration.profile()
    action, made = registration.last(actions.AssignEntity)
    with pytest.raises(AlreadyThere):
        registration.bench.perform(action)
    answer = registration.bench.find(action)
    assert answer == Found(sid=made.sid)


def test_a_number_added_twice_says_that_it_is_there(registration: Registration) -> None:
    registration.number_in_service()
    with pytest.raises(AlreadyThere):
        registration.bench.perform(registration.last(actions.AddPhoneNumber)[0])


def test_of_several_the_oldest_is_found_and_the_others_are_named(real: Bench) -> None:
    registration = Registration(real)
    registration.messaging_service()
    action, first = registration.last(actions.CreateMessagingService)
    later = [real.perform(action).sid for _ in range(2)]
    found = real.find(action)
    assert found == Found(sid=first.sid, others=tuple(later))


def test_a_wrong_token_is_told_from_everything_else(
    real: Bench, sandbox_account: SandboxAccount
) -> None:
    real.gateway.look(PrimaryProfile(sid=None))
    stranger = TwilioGateway(
        sandbox_account.sid,
        "0" * 32,
        clock=real.clock,
        timeout=timedelta(seconds=5),
        way=Way(url=sandbox_account.sandbox.url),
    )
    with pytest.raises(CredentialsRefused):
        stranger.look(PrimaryProfile(sid=None))
    stranger.close()


def test_what_twilio_does_not_know_is_gone(real: Bench) -> None:
    subjects = (
        PrimaryProfile(sid="BU" + "0" * 32),
        Bundle(bundle=PROFILE, sid="BU" + "0" * 32),
        Bundle(bundle=PRODUCT, sid="BU" + "0" * 32),
        Brand(sid="BN" + "0" * 32),
        CampaignOfService(messaging_service_sid="MG" + "0" * 32),
    )
    assert [real.gateway.look(subject).words for subject in subjects] == ["gone"] * 5


def test_a_number_that_twilio_does_not_know_or_that_has_voice_alone_is_seen_so(
    real: Bench, registration: Registration
) -> None:
    unknown = real.gateway.look(OwnedNumber(ordinal=1, sid="PN" + "0" * 32, phone_number=None))
    assert isinstance(unknown, OwnedNumberSeen)
    assert unknown.sid is None
    silent = registration.make(
        actions.BuyPhoneNumber(friendly_name="silent", phone_number="+15005521715")
    )
    seen = real.gateway.look(OwnedNumber(ordinal=1, sid=silent.sid, phone_number=None))
    assert isinstance(seen, OwnedNumberSeen)
    assert (seen.sid, seen.sends_messages) == (silent.sid, False)


def test_a_write_to_what_twilio_does_not_know_is_refused(registration: Registration) -> None:
    campaign = registration.create_campaign("BN" + "0" * 32, "MG" + "0" * 32)
    with pytest.raises(Refused) as raised:
        registration.make(campaign)
    assert raised.value.status == 404


def test_an_incomplete_bundle_says_what_is_missing(registration: Registration) -> None:
    profile = registration.make(registration.create_profile()).sid
    business = registration.end_user(
        "customer_profile_business_information", {"business_name": "ACME, Inc."}
    )
    registration.assign(PROFILE, profile, business)
    seen = registration.evaluate(PROFILE, profile).seen
    assert isinstance(seen, EvaluationSeen)
    assert not seen.compliant
    assert (22215, ("website_url",)) in [(p.code, p.fields) for p in seen.problems]
    assert 22214 in [problem.code for problem in seen.problems]
    assert all(problem.text for problem in seen.problems)


def _rejected_profile(registration: Registration, account: SandboxAccount) -> BundleSeen:
    profile = registration.profile()
    account.control("POST", "/verdicts", kind="customer_profile", outcome="reject", codes=[18602])
    registration.submit(PROFILE, profile, None)
    registration.bench.let_reviews_end()
    seen = registration.bench.gateway.look(Bundle(bundle=PROFILE, sid=profile))
    assert isinstance(seen, BundleSeen)
    return seen


def test_a_rejected_bundle_gives_its_reasons(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    seen = _rejected_profile(registration, sandbox_account)
    assert seen.status == "twilio-rejected"
    assert [problem.code for problem in seen.problems] == [18602]


def test_an_old_rejection_is_not_taken_for_a_new_submission(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    seen = _rejected_profile(registration, sandbox_account)
    again = actions.SubmitBundle(
        bundle=PROFILE, bundle_sid=seen.sid, contents="2", seen_updated_at=seen.updated_at
    )
    assert registration.bench.find(again) == Absent()
    sandbox_account.advance(60)
    registration.bench.perform(again)
    assert isinstance(registration.bench.find(again), Found)


def _failed_brand(registration: Registration, account: SandboxAccount) -> BrandSeen:
    account.control("POST", "/verdicts", kind="brand", outcome="reject", codes=[30795])
    brand = registration.brand()
    registration.bench.let_reviews_end()
    seen = registration.bench.gateway.look(Brand(sid=brand))
    assert isinstance(seen, BrandSeen)
    return seen


def test_a_failed_brand_gives_its_reasons_with_fields(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    seen = _failed_brand(registration, sandbox_account)
    [problem] = seen.problems
    assert (seen.status, problem.code) == ("FAILED", 30795)
    assert "business_registration_number" in problem.fields
    assert problem.text
    assert problem.url


def test_a_brand_update_is_found_only_after_it_arrived(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    seen = _failed_brand(registration, sandbox_account)
    update = actions.UpdateBrandRegistration(
        sid=seen.sid, submission="2", seen_updated_at=seen.updated_at
    )
    assert registration.bench.find(update) == Absent()
    sandbox_account.advance(60)
    made = registration.bench.perform(update)
    assert isinstance(made.seen, BrandSeen)
    assert made.seen.status == "PENDING"
    assert isinstance(registration.bench.find(update), Found)


def test_a_campaign_update_is_found_only_after_it_arrived(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    sandbox_account.control("POST", "/verdicts", kind="campaign", outcome="reject", codes=[30886])
    service = registration.campaign()
    registration.bench.let_reviews_end()
    seen = registration.bench.gateway.look(CampaignOfService(messaging_service_sid=service))
    assert isinstance(seen, CampaignSeen)
    assert (seen.status, [p.code for p in seen.problems]) == ("FAILED", [30886])
    update = registration.update_campaign(service, seen.updated_at)
    assert registration.bench.find(update) == Absent()
    sandbox_account.advance(60)
    registration.bench.perform(update)
    assert isinstance(registration.bench.find(update), Found)


def test_a_verified_campaign_shows_the_carriers_limits(registration: Registration) -> None:
    service = registration.campaign()
    registration.bench.let_reviews_end()
    seen = registration.bench.gateway.look(CampaignOfService(messaging_service_sid=service))
    assert isinstance(seen, CampaignSeen)
    limits = (seen.att_messages_per_second, seen.att_message_class, seen.t_mobile_brand_tier)
    assert all(limits), limits


def test_taking_a_webhook_away_takes_it_away(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    service = registration.messaging_service()
    update = actions.UpdateMessagingService(
        sid=service,
        webhooks=MessagingServiceOptions(),
    )
    registration.bench.perform(update)
    client = sandbox_account.client
    stored = client.messaging.v1.services(service).fetch()
    client.http_client.session.close()
    assert not stored.inbound_request_url
    assert stored.use_inbound_webhook_on_number


def test_reading_back_goes_on_where_the_last_page_ended(registration: Registration) -> None:
    first = actions.CreateEndUser(
        friendly_name="first", type="authorized_representative_1", attributes={}
    )
    for action in (first, *(replace(first, friendly_name=f"n{n}") for n in range(1000))):
        registration.bench.perform(action)
    names = ("first", "n999")
    answers = [
        registration.bench.gateway.find(replace(first, friendly_name=name)) for name in names
    ]
    [more] = [answer for answer in answers if isinstance(answer, MorePages)]
    assert "http" not in more.page_token
    lost = names[answers.index(more)]
    found = registration.bench.gateway.find(
        replace(first, friendly_name=lost), page_token=more.page_token
    )
    assert isinstance(found, Found)


def _spoil(account: SandboxAccount, **fault: object) -> None:
    asked = {"account": account.sid, "method": "POST", **fault}
    requests.post(
        f"{account.sandbox.url}/control/faults", json=asked, timeout=20
    ).raise_for_status()


class _LosesEveryAnswer(Bench):
    """Each write is stored and its answer lost; what goes on is what reading back finds."""

    account: SandboxAccount

    def perform(self, action: Action) -> Made:
        _spoil(self.account, path="", when="after", drop=True)
        with pytest.raises(OutcomeUnknown):
            super().perform(action)
        found = self.find(action)
        assert isinstance(found, Found), action
        return Made(sid=found.sid, seen=found.seen)


def test_a_registration_that_loses_every_answer_goes_on_by_reading_back(
    real: Bench, sandbox_account: SandboxAccount
) -> None:
    losing = _LosesEveryAnswer(real.gateway, real.clock, real.let_reviews_end)
    losing.account = sandbox_account
    registration = Registration(losing)
    registration.everything()
    sids = [made.sid for _, made in registration.done]
    assert len(sids) == 20
    assert [type(real.find(action)) for action, _ in registration.done] == [Found] * 20


def test_a_write_that_was_not_processed_left_nothing(
    registration: Registration, sandbox_account: SandboxAccount
) -> None:
    _spoil(sandbox_account, path="CustomerProfiles", when="before", status=429)
    with pytest.raises(NotProcessed):
        registration.make(registration.create_profile())
    assert registration.bench.find(registration.create_profile()) == Absent()


def test_a_world_has_a_name_that_changes_when_it_is_reset(sandbox_account: SandboxAccount) -> None:
    place = (sandbox_account.sandbox.url, sandbox_account.sid, sandbox_account.token)
    before = [sandbox_world(*place) for _ in range(2)]
    sandbox_account.control("POST", "/reset")
    assert before == [before[0]] * 2
    assert sandbox_world(*place) != before[0]


def test_another_accounts_world_is_another(sandbox_account: SandboxAccount) -> None:
    url = sandbox_account.sandbox.url
    other = SandboxAccount(sandbox_account.sandbox)
    mine = sandbox_world(url, sandbox_account.sid, sandbox_account.token)
    assert sandbox_world(url, other.sid, other.token) != mine


def test_a_world_under_another_token_is_refused(sandbox_account: SandboxAccount) -> None:
    url = sandbox_account.sandbox.url
    sandbox_world(url, sandbox_account.sid, sandbox_account.token)
    with pytest.raises(CredentialsRefused):
        sandbox_world(url, sandbox_account.sid, "0" * 32)


@pytest.mark.parametrize("body", ["<html>hello</html>", {"hello": "world"}, []])
def test_what_is_no_sandbox_is_said_so(body: object) -> None:
    with (
        RudeServer(answer(200, body)) as server,
        pytest.raises(ConfigurationError, match="not a tendlc sandbox"),
    ):
        sandbox_world(server.url, "AC" + "1" * 32, "token")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 408])
@pytest.mark.parametrize("body", ["<html>later</html>", {"message": "later"}])
def test_what_cannot_serve_at_the_start_is_not_called_another_program(
    status: int, body: object
) -> None:
    with RudeServer(answer(status, body)) as server, pytest.raises(Unreachable) as raised:
        sandbox_world(server.url, "AC" + "1" * 32, "token")
    assert f"cannot serve now: it answers with the status {status}." in raised.value.message
    assert raised.value.advice is Advice.WAIT_FOR_GATEWAY


def test_a_text_that_is_no_address_is_said_so() -> None:
    with pytest.raises(ConfigurationError, match="not a tendlc sandbox"):
        sandbox_world("localhost", "AC" + "1" * 32, "token")


def test_a_sandbox_that_does_not_run_is_unreachable() -> None:
    with RudeServer(stay_silent) as server:
        url = server.url
    with pytest.raises(Unreachable, match="No sandbox answers"):
        sandbox_world(url, "AC" + "1" * 32, "token")


def mail_shown(bench: Bench, brand: str) -> tuple[str | None, str | None]:
    seen = bench.gateway.look(BrandVettings(brand_sid=brand))
    assert isinstance(seen, VettingSeen)
    return seen.authentication_sid, seen.authentication_status


def test_a_mail_is_sent_again_after_a_failure_and_told_from_the_one_that_failed(
    real: Bench, sandbox_account: SandboxAccount
) -> None:
    brand = Walk(sandbox_account).approved(messaging=IGNORED)
    first, status = mail_shown(real, brand)
    assert status == "IN_PROGRESS"
    early = actions.ResendBrandAuthenticationMail(sid=brand, failed_sid=first)
    with pytest.raises(AlreadyThere):
        real.perform(early)
    sandbox_account.advance(8 * DAY)
    assert mail_shown(real, brand) == (first, "FAILED")
    assert real.find(early) == Absent()
    assert real.perform(early) == Made(sid=brand)
    second, status = mail_shown(real, brand)
    assert (second == first, status) == (False, "IN_PROGRESS")
    assert real.find(early) == Found(sid=brand)
    sandbox_account.advance(8 * DAY)
    assert real.find(early) == Found(sid=brand), "it was sent, though it has failed as well"
    assert real.find(replace(early, failed_sid=second)) == Absent()


def resent(body: str) -> Made:
    mail = actions.ResendBrandAuthenticationMail(sid="BN" + "1" * 32)
    clock = FixedClock()
    with RudeServer(answer(200, body)) as server:
        gateway = TwilioGateway(
            "AC" + "1" * 32,
            "token",
            clock=clock,
            timeout=timedelta(seconds=20),
            way=Way(url=server.url),
        )
        try:
            return gateway.perform(mail, send_by=clock.now() + timedelta(seconds=30))
        finally:
            gateway.close()


@pytest.mark.parametrize("body", ["", "{}", '{"status": "sent"}'])
def test_whatever_twilio_answers_about_a_mail_it_is_sent(body: str) -> None:
    assert resent(body).sid == "BN" + "1" * 32


@pytest.mark.parametrize("body", ["<html>moved</html>", "[]", '"ok"'])
def test_an_answer_about_a_mail_that_is_no_object_leaves_it_in_doubt(body: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        resent(body)


def test_many_customers_who_look_at_once_hardly_ever_want_the_same_number(real: Bench) -> None:
    """None has bought yet; whoever wants what another one wants will meet 21422."""
    wanted = []
    for customer in (record(key=f"customer-{number}") for number in range(60)):
        seen = real.gateway.look(on_sale(customer, 1, PhoneNumberWish()))
        assert isinstance(seen, AvailableNumbersSeen)
        wanted.append(seen.phone_numbers[0])
    assert len(set(wanted)) >= 57


def test_what_was_sent_is_told_without_query_and_secrets(registration: Registration) -> None:
    registration.profile()
    gateway = registration.bench.gateway
    told = gateway.sent()
    assert told
    assert {one.status for one in told} == {200, 201}
    assert all(one.path.startswith("/v1/") or one.path.startswith("/2010") for one in told)
    assert all("?" not in one.path and one.duration_ms >= 0 for one in told)
    assert all(one.twilio_request_id for one in told)
    users = [one for one in told if one.path == "/v1/EndUsers"]
    assert "business_registration_number" in users[0].sent
    assert "(redacted)" in users[0].sent
    assert "(redacted)" in users[0].answered
    number = re.compile(r"\d{2}-\d{7}")
    assert not [one.path for one in told if number.search(one.sent + one.answered)]
    told.clear()
    assert gateway.sent() == []


def test_a_read_that_succeeds_keeps_no_body_and_one_that_fails_does(real: Bench) -> None:
    real.gateway.look(PrimaryProfile(sid=None))
    real.gateway.look(Brand(sid="BN" + "0" * 32))
    good, bad = real.gateway.sent()[0], real.gateway.sent()[-1]
    assert (good.status, good.answered) == (200, "")
    assert bad.status == 404
    assert "20404" in bad.answered
