"""What the attempts so far allow: one line a situation, for each way a write may repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tendlc.domain.actions import (
    Action,
    BuyPhoneNumber,
    CreateCampaign,
    CreateMessagingService,
    RegisterBrand,
    UpdateEndUser,
)
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.rules.planning.attempts import create_once, is_current, keep_current, pursue
from tendlc.rules.planning.decision import Act, AskHuman, ReadBack, Wait
from tests import cast
from tests.records import (
    LIVE,
    TERMS,
    absent,
    adopted,
    approved,
    at,
    attempt,
    found_first,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    refused,
    under_way,
    words,
)

STEP = Step(StepName.PHONE_NUMBER, 2)
OTHER = Step(StepName.PHONE_NUMBER)
BUY = BuyPhoneNumber(friendly_name="acme: phone number 2", phone_number="+13035550142")
BUY_ANOTHER = replace(BUY, phone_number="+13035550143")
CREATE = CreateMessagingService(
    friendly_name="acme: messaging service",
    webhooks=MessagingServiceOptions(),
)
UPDATE = UpdateEndUser(sid="IT1", attributes={"business_name": "Acme"})
BRAND = RegisterBrand(
    customer_profile_bundle_sid="BU1",
    a2p_profile_bundle_sid="BU2",
    brand=BrandOptions(),
)
UNVETTED_BRAND = replace(BRAND, brand=BrandOptions(skip_automatic_sec_vet=True))
CAMPAIGN = CreateCampaign(
    messaging_service_sid="MG1",
    brand_registration_sid="BN1",
    campaign=cast.acme().campaign,
)


def said(onboarding: Onboarding, action: Action, now: float) -> str:
    """Pursue `action` and put the decision into words, having seen that it is about this step."""
    decision = pursue(onboarding, STEP, action, TERMS, at(now))
    if isinstance(decision, Act | ReadBack):
        assert (decision.step, decision.action) == (STEP, action)
    return words(decision)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(), "act 1", id="nothing tried"),
        pytest.param(record(made(OTHER, BUY)), "act 1", id="another number made"),
        pytest.param(record(lost(OTHER, BUY)), "act 1", id="another number in doubt"),
        pytest.param(record(made(STEP, BUY)), "act 2", id="made"),
        pytest.param(record(adopted(STEP, BUY)), "act 2", id="adopted"),
        pytest.param(record(made(STEP), lost(STEP), made(STEP)), "act 4", id="third made"),
        pytest.param(record(found_first(STEP)), "act 2", id="found before anything was sent"),
        pytest.param(record(missed_first(STEP)), "act 2", id="not there before anything was sent"),
    ],
)
def test_what_is_not_in_doubt_is_sent_with_the_next_number(
    onboarding: Onboarding, expected: str
) -> None:
    assert said(onboarding, BUY, 10) == expected


@pytest.mark.parametrize("action", [BUY, CREATE, UPDATE, BRAND, CAMPAIGN])
def test_nothing_is_repeated_while_an_intent_may_still_leave_or_arrive(action: Action) -> None:
    patience = TERMS.patience
    settling = patience.paid_settling if action.paid else patience.settling
    settled = (patience.send_window + patience.client_timeout + settling).total_seconds()
    onboarding = record(under_way(STEP, action))
    assert said(onboarding, action, 0) == f"wait {settled:g}"
    assert said(onboarding, action, settled - 0.001) == f"wait {settled:g}"
    assert said(onboarding, action, settled) == ("act 2" if action is UPDATE else "read back 1")


@pytest.mark.parametrize(
    ("action", "settled", "then"),
    [
        pytest.param(BUY, 61, "read back 1", id="a paid number"),
        pytest.param(BRAND, 61, "read back 1", id="a paid brand"),
        pytest.param(CAMPAIGN, 61, "read back 1", id="a paid campaign"),
        pytest.param(CREATE, 11, "read back 1", id="a free creation"),
        pytest.param(UPDATE, 11, "act 2", id="an update, which may go again"),
    ],
)
def test_lost_answer_is_left_alone_and_then_read_back(
    action: Action, settled: float, then: str
) -> None:
    onboarding = record(lost(STEP, action))
    assert said(onboarding, action, settled - 0.001) == f"wait {settled:g}"
    assert said(onboarding, action, settled) == then


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([lost(STEP, BUY), lost(STEP, BUY, at=100)], "read back 2"),
        ([refused(STEP, BUY), under_way(STEP, BUY, at=5)], "read back 2"),
        ([made(STEP, BUY), lost(STEP, BUY, at=50)], "read back 2"),
    ],
)
def test_the_newest_doubt_is_the_one_that_is_read_back(
    attempts: list[Attempt], expected: str
) -> None:
    assert said(record(*attempts), BUY, 500) == expected


def test_a_first_look_that_did_not_end_goes_on_at_once() -> None:
    onboarding = record(under_way(STEP, digest="", page_token="PT2"))
    assert said(onboarding, BUY, 0) == "look first 1"


@pytest.mark.parametrize("action", [CREATE, UPDATE])
def test_a_free_object_that_is_not_there_is_made_again_at_once(action: Action) -> None:
    assert said(record(absent(STEP, action, missed=[20])), action, 20) == "act 2"


@pytest.mark.parametrize("action", [BUY, CAMPAIGN, UNVETTED_BRAND])
def test_a_paid_object_must_be_missed_twice_before_it_is_paid_again(action: Action) -> None:
    once = record(absent(STEP, action, missed=[61]))
    assert said(once, action, 61) == "wait 121"
    assert said(once, action, 120.999) == "wait 121"
    assert said(once, action, 121) == "read back 1"
    twice = record(absent(STEP, action, missed=[61, 121]))
    assert said(twice, action, 121) == "act 2"


@pytest.mark.parametrize(
    ("missed", "action", "expected"),
    [
        ([61, 120], BRAND, "act 2"),
        ([61, 120.001], BRAND, "ask brand_in_doubt"),
        ([90, 5000], BRAND, "ask brand_in_doubt"),
        ([61, 90, 5000], BRAND, "ask brand_in_doubt"),
        ([0, 0], BRAND, "act 2"),
        ([90, 5000], UNVETTED_BRAND, "act 2"),
        ([90, 5000], BUY, "act 2"),
        ([90], BRAND, "read back 1"),
    ],
)
def test_a_brand_that_may_have_been_vetted_and_left_the_list_is_asked_about(
    missed: list[float], action: Action, expected: str
) -> None:
    assert said(record(absent(STEP, action, missed=missed)), action, 6000) == expected


@pytest.mark.parametrize(
    ("step", "action", "lags", "expected"),
    [
        (StepName.BRAND_REGISTRATION, UNVETTED_BRAND, True, "ask brand_in_doubt"),
        (StepName.CAMPAIGN, CAMPAIGN, True, "ask campaign_in_doubt"),
        (StepName.PHONE_NUMBER, BUY, True, "ask number_in_doubt"),
        (StepName.PHONE_NUMBER, BUY, False, "act 2"),
        (StepName.PHONE_NUMBER, BUY, None, "act 2"),
        (StepName.ADDRESS, CREATE, True, "act 2"),
    ],
)
def test_a_list_that_lags_is_not_believed_about_what_costs_money(
    step: StepName, action: Action, lags: bool | None, expected: str
) -> None:
    missed = record(absent(step, action, missed=[61, 121]), lists_lag=lags)
    assert words(pursue(missed, Step(step), action, TERMS, at(121))) == expected


def test_the_list_is_trusted_for_as_long_as_the_terms_say() -> None:
    patience = replace(TERMS.patience, brand_list_trusted=timedelta(minutes=4))
    terms = replace(TERMS, patience=patience)
    onboarding = record(absent(STEP, BRAND, missed=[61, 240]))
    assert words(pursue(onboarding, STEP, BRAND, terms, at(300))) == "act 2"


@pytest.mark.parametrize("action", [BRAND, UNVETTED_BRAND, BUY, CAMPAIGN, CREATE])
def test_after_a_first_look_that_found_nothing(action: Action) -> None:
    assert said(record(missed_first(STEP)), action, 10) == "act 2"


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param([refused(STEP, BUY), missed_first(STEP)], "ask request_refused", id="refused"),
        pytest.param([lost(STEP, BUY), missed_first(STEP)], "read back 1", id="in doubt"),
        pytest.param(
            [absent(STEP, BUY, missed=[1, 2]), missed_first(STEP)], "act 3", id="missed twice"
        ),
        pytest.param(
            [refused(STEP, BUY), under_way(STEP, digest="")], "look first 2", id="not ended"
        ),
    ],
)
def test_a_look_does_not_hide_what_was_sent_before_it(
    attempts: list[Attempt], expected: str
) -> None:
    assert said(record(*attempts), BUY, 500) == expected


def conflict(*missed: float, **fields: Any) -> Attempt:
    absences = tuple(at(seconds) for seconds in missed)
    return attempt(STEP, BUY, Result.CONFLICT, absences=absences, http_status=409, **fields)


@pytest.mark.parametrize(
    ("tried", "now", "expected"),
    [
        pytest.param(conflict(), 1, "read back 1", id="at once"),
        pytest.param(conflict(2), 3, "wait 62", id="missed once"),
        pytest.param(conflict(2), 62, "read back 1", id="a second time"),
        pytest.param(
            refused(STEP, BUY, twilio_code=21712, absences=(at(2), at(62))),
            63,
            "ask request_refused",
            id="missed twice, so it was a refusal",
        ),
    ],
)
def test_what_twilio_says_is_there_is_looked_for(tried: Attempt, now: float, expected: str) -> None:
    assert said(record(tried), BUY, now) == expected
    assert said(record(tried, retry_round=1), BUY, now) == expected.replace(
        "ask request_refused", "act 2"
    )


@pytest.mark.parametrize(
    ("status", "expected"), [(409, "look first 1"), (400, "look first 1"), (None, "act 1")]
)
def test_after_a_conflict_the_rest_is_looked_for_first(status: int | None, expected: str) -> None:
    onboarding = record(adopted(OTHER, BUY, http_status=status))
    assert words(create_once(onboarding, STEP, BUY, TERMS, at(10))) == expected


RESTORED = made(OTHER, BUY)
"""The run begins with a ledger that has attempts: it may be a copy from a backup."""


@pytest.mark.parametrize(
    ("attempts", "action", "expected"),
    [
        pytest.param([RESTORED], CREATE, "look first 1", id="free"),
        pytest.param([RESTORED], BUY, "look first 1", id="paid"),
        pytest.param([RESTORED, missed_first(OTHER)], CREATE, "act 1", id="free, trusted"),
        pytest.param([RESTORED, missed_first(OTHER)], BUY, "look first 1", id="paid all the same"),
        pytest.param([RESTORED, found_first(OTHER)], CREATE, "look first 1", id="older"),
        pytest.param([RESTORED, missed_first(STEP)], BUY, "act 2", id="looked in this run"),
        pytest.param([missed_first(STEP)], BUY, "look first 2", id="looked in an earlier run"),
        pytest.param([refused(STEP, BUY_ANOTHER)], BUY, "look first 2", id="refused before"),
        pytest.param([refused(STEP, BUY)], BUY, "ask request_refused", id="still refused"),
        pytest.param([not_processed(STEP, BUY)], BUY, "look first 2", id="not processed before"),
        pytest.param(
            [not_processed(STEP, digest="")], BUY, "act 2", id="a person said it is not there"
        ),
        pytest.param([absent(STEP, BUY, missed=[1, 2])], BUY, "look first 2", id="missed before"),
        pytest.param([RESTORED, not_processed(STEP, BUY)], BUY, "act 2", id="tried in this run"),
        pytest.param([made(STEP, BUY)], BUY, "settled", id="made"),
    ],
)
def test_a_run_over_a_known_ledger_looks_before_it_creates(
    attempts: list[Attempt], action: Action, expected: str
) -> None:
    onboarding = record(*attempts, attempts_before_run=1)
    assert words(create_once(onboarding, STEP, action, TERMS, at(900))) == expected


def test_a_list_proves_nothing_where_the_clock_was_set_back_since() -> None:
    onboarding = record(absent(STEP, BRAND, at=500, missed=[61, 121]))
    assert said(onboarding, BRAND, 121) == "ask brand_in_doubt"


@pytest.mark.parametrize(
    ("attempts", "before", "expected"),
    [
        pytest.param([made(STEP)] * 9, 0, "act 10", id="nine times"),
        pytest.param([made(STEP)] * 10, 0, "ask too_many_writes", id="ten times"),
        pytest.param([made(STEP)] * 10, 1, "act 11", id="once of them in an earlier run"),
        pytest.param([made(STEP)] * 10, 10, "act 11", id="all in an earlier run"),
        pytest.param([made(OTHER)] * 10, 0, "act 1", id="another number"),
        pytest.param(
            [refused(STEP, BUY_ANOTHER)] * 10, 0, "ask too_many_writes", id="refused ten times"
        ),
        pytest.param(
            [absent(STEP, BUY, missed=[1, 2])] * 10, 0, "ask too_many_writes", id="lost ten times"
        ),
        pytest.param([not_processed(STEP, BUY)] * 10, 0, "act 11", id="never processed"),
        pytest.param([missed_first(STEP)] * 10, 0, "act 11", id="only looked for"),
        pytest.param([made(STEP)] * 10 + [lost(STEP, BUY)], 0, "read back 11", id="in doubt"),
    ],
)
def test_one_run_writes_a_step_so_often_and_no_more(
    attempts: list[Attempt], before: int, expected: str
) -> None:
    onboarding = record(*attempts, attempts_before_run=before)
    assert said(onboarding, BUY, 9000) == expected


@pytest.mark.parametrize(
    ("failures", "again"),
    [(1, 102), (2, 103), (3, 105), (4, 109), (9, 357), (10, 401), (40, 401)],
)
def test_what_was_not_processed_goes_again_after_a_pause_that_doubles(
    failures: int, again: float
) -> None:
    tries = [not_processed(STEP, BUY, at=100 - n) for n in reversed(range(failures))]
    assert said(record(*tries), BUY, again - 0.001) == f"wait {again:g}"
    assert said(record(*tries), BUY, again) == f"act {failures + 1}"


def test_only_failures_in_a_row_lengthen_the_pause() -> None:
    tries = [not_processed(STEP, BUY), refused(STEP, BUY, at=5), not_processed(STEP, BUY, at=10)]
    assert said(record(*tries), BUY, 10) == "wait 12"


def test_the_pause_runs_from_the_intent_where_no_answer_has_a_time() -> None:
    assert said(record(not_processed(STEP, BUY, at=10, result_at=None)), BUY, 10) == "wait 11"
    early = refused(STEP, BUY, at=10, result_at=None, twilio_code=20409)
    assert said(record(early), BUY, 10) == "wait 15"


def test_a_refused_request_is_not_sent_again_by_itself() -> None:
    assert said(record(refused(STEP, BUY, twilio_code=20001)), BUY, 9000) == "ask request_refused"


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(refused(STEP, BUY_ANOTHER)), "act 2", id="the wish changed"),
        pytest.param(record(refused(STEP, BUY), retry_round=1), "act 2", id="a retry was asked"),
        pytest.param(
            record(refused(STEP, BUY), refused(STEP, BUY, retry_round=1), retry_round=1),
            "ask request_refused",
            id="refused again in this round",
        ),
        pytest.param(
            record(refused(STEP, BUY), refused(STEP, BUY, retry_round=1), retry_round=2),
            "act 3",
            id="a second retry was asked",
        ),
    ],
)
def test_a_refused_request_goes_again_when_something_changed(
    onboarding: Onboarding, expected: str
) -> None:
    assert said(onboarding, BUY, 1) == expected


@pytest.mark.parametrize(
    ("refusals", "now", "expected"),
    [(1, 5.999, "wait 6"), (1, 6, "act 2"), (2, 6, "act 3"), (3, 9000, "ask request_refused")],
)
def test_a_conflict_goes_again_twice_and_then_to_a_person(
    refusals: int, now: float, expected: str
) -> None:
    tries = [refused(STEP, BUY, twilio_code=20409) for _ in range(refusals)]
    assert said(record(*tries), BUY, now) == expected


@pytest.mark.parametrize("action", [BUY, BRAND, CAMPAIGN])
def test_what_costs_money_at_twilio_waits_for_approval(action: Action) -> None:
    onboarding = record(target=LIVE)
    assert said(onboarding, action, 0) == "ask approval_missing"
    assert said(approved(onboarding), action, 0) == "act 1"
    assert said(record(), action, 0) == "act 1"


@pytest.mark.parametrize("action", [CREATE, UPDATE])
def test_what_is_free_needs_no_approval(action: Action) -> None:
    assert said(record(target=LIVE), action, 0) == "act 1"


def test_a_repeat_costs_again_and_waits_for_approval_too() -> None:
    onboarding = record(absent(STEP, BUY, missed=[61, 121]), target=LIVE)
    decision = pursue(onboarding, STEP, BUY, TERMS, at(121))
    assert isinstance(decision, AskHuman)
    assert [task.step for task in decision.tasks] == ["phone_number.2"]


@pytest.mark.parametrize(
    ("onboarding", "look_first", "expected"),
    [
        pytest.param(record(), False, "act 1", id="not there"),
        pytest.param(record(), True, "look first 1", id="may be there from before"),
        pytest.param(record(made(STEP, BUY)), True, "settled", id="made"),
        pytest.param(record(adopted(STEP, BUY)), False, "settled", id="adopted"),
        pytest.param(record(found_first(STEP)), True, "settled", id="found"),
        pytest.param(record(missed_first(STEP)), True, "act 2", id="looked for already"),
        pytest.param(record(refused(STEP, BUY)), True, "ask request_refused", id="refused"),
        pytest.param(record(made(STEP), lost(STEP, BUY)), False, "settled", id="update in doubt"),
        pytest.param(record(made(STEP, BUY_ANOTHER)), False, "settled", id="made otherwise"),
    ],
)
def test_an_object_is_created_once(onboarding: Onboarding, look_first: bool, expected: str) -> None:
    decision = create_once(onboarding, STEP, BUY, TERMS, at(10), look_first=look_first)
    assert words(decision) == expected
    if isinstance(decision, ReadBack):
        assert (decision.step, decision.action) == (STEP, BUY)


@pytest.mark.parametrize(
    ("onboarding", "current"),
    [
        pytest.param(record(), False, id="nothing sent"),
        pytest.param(record(made(STEP, UPDATE)), True, id="sent just so"),
        pytest.param(record(adopted(STEP, UPDATE)), True, id="read back just so"),
        pytest.param(record(made(STEP)), False, id="sent otherwise"),
        pytest.param(record(refused(STEP, UPDATE)), False, id="refused"),
        pytest.param(record(lost(STEP, UPDATE)), False, id="in doubt"),
        pytest.param(record(made(STEP, UPDATE), made(STEP)), False, id="overtaken"),
        pytest.param(record(found_first(STEP)), False, id="found, with who knows what in it"),
    ],
)
def test_what_was_last_sent_is_compared_with_what_should_be(
    onboarding: Onboarding, current: bool
) -> None:
    assert is_current(onboarding, STEP, UPDATE) is current
    decision = keep_current(onboarding, STEP, UPDATE, TERMS, at(500))
    assert (decision is None) is current


@pytest.mark.parametrize(
    ("tried", "now", "what"),
    [
        (conflict(2), 3, "a second look for what Twilio says is there"),
        (absent(STEP, BUY, missed=[61]), 61, "a second look for a paid object"),
        (lost(STEP, BUY), 5, "an earlier request to arrive or not"),
        (
            refused(STEP, BUY, twilio_code=20409),
            2,
            "another try at a request that came too early",
        ),
    ],
)
def test_a_wait_names_what_it_waits_for(tried: Attempt, now: float, what: str) -> None:
    decision = pursue(record(tried), STEP, BUY, TERMS, at(now))
    assert isinstance(decision, Wait)
    assert decision.what == what
