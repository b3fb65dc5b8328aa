"""The record in plain words: the stage after a decision, and a line for each step of the guide."""

from __future__ import annotations

from typing import Any

import pytest

from tendlc.domain.actions import AddPhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import UseCasesSeen
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.steps import Attempt, Outcome, Step, StepName, StepReport
from tendlc.domain.tasks import TaskCode
from tendlc.rules import remedies
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Done, Wait
from tendlc.rules.stages import report, stage_of, step_report
from tests import cast
from tests.records import (
    absent,
    adding,
    adopted,
    at,
    buying,
    found_first,
    last_seen,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    refused,
    seen_brand,
    seen_bundle,
    seen_campaign,
    under_way,
)

BRAND = made(StepName.BRAND_REGISTRATION, sid="BN1")
WAIT = Wait(until=at(60), what="something")
TASK = remedies.isv(TaskCode.STILL_DRAFT, "campaign")
ACT = Act(
    step=Step(StepName.PHONE_NUMBER_ADDITION),
    action=AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid="PN1"),
    number=1,
)


def seen(brand: str | None = None, campaign: str | None = None, **fields: Any) -> Onboarding:
    """Return a record whose brand is made and that has seen these statuses."""
    observed = last_seen(
        brand=seen_brand(brand) if brand else None,
        campaign=seen_campaign(campaign) if campaign else None,
        **fields,
    )
    return record(BRAND, observed=observed)


@pytest.mark.parametrize(
    ("onboarding", "stage"),
    [
        pytest.param(record(), Stage.PREPARING, id="nothing made"),
        pytest.param(record(made(StepName.TRUST_PRODUCT)), Stage.PREPARING, id="bundles made"),
        pytest.param(
            record(refused(StepName.BRAND_REGISTRATION)), Stage.PREPARING, id="brand refused"
        ),
        pytest.param(seen(), Stage.BRAND_REVIEW, id="brand made"),
        pytest.param(seen("PENDING"), Stage.BRAND_REVIEW, id="brand pending"),
        pytest.param(seen("IN_REVIEW"), Stage.BRAND_REVIEW, id="brand in review"),
        pytest.param(seen("FAILED", "VERIFIED"), Stage.BRAND_REVIEW, id="brand failed"),
        pytest.param(seen("APPROVED"), Stage.CAMPAIGN_REVIEW, id="brand approved"),
        pytest.param(seen("APPROVED", "PENDING"), Stage.CAMPAIGN_REVIEW, id="campaign pending"),
        pytest.param(seen("APPROVED", "IN_PROGRESS"), Stage.CAMPAIGN_REVIEW, id="campaign moving"),
        pytest.param(seen("APPROVED", "FAILED"), Stage.CAMPAIGN_REVIEW, id="campaign failed"),
        pytest.param(seen("APPROVED", "VERIFIED"), Stage.FINISHING, id="campaign verified"),
    ],
)
@pytest.mark.parametrize(
    "decision", [WAIT, ACT, AskHuman(tasks=(TASK,), until=at(60))], ids=["wait", "act", "ask"]
)
def test_the_stage_is_how_far_twilio_has_come(
    onboarding: Onboarding, decision: Decision, stage: Stage
) -> None:
    assert stage_of(onboarding, decision) is stage


@pytest.mark.parametrize("onboarding", [record(), seen("PENDING"), seen("APPROVED", "VERIFIED")])
def test_the_stage_of_who_waits_for_people_alone(onboarding: Onboarding) -> None:
    assert stage_of(onboarding, AskHuman(tasks=(TASK,))) is Stage.NEEDS_ACTION


def test_the_stage_when_nothing_is_left_to_do() -> None:
    assert stage_of(seen("APPROVED", "VERIFIED"), Done()) is Stage.REGISTERED


ADDRESS = Step(StepName.ADDRESS)


def line(*attempts: Attempt, since: float | None = None) -> tuple[str, str | None, float | None]:
    """Give the line of the address after these attempts: outcome, SID, and the time in seconds."""
    moment = at(since) if since is not None else None
    shown = step_report(record(*attempts), ADDRESS, moment)
    assert (shown.number, shown.name) == ("1.6", "Address")
    return shown.outcome, shown.sid, (shown.at - at(0)).total_seconds() if shown.at else None


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param([], ("open", None, None), id="nothing tried"),
        pytest.param([made(ADDRESS, sid="AD1")], ("made", "AD1", 1), id="made"),
        pytest.param([adopted(ADDRESS, sid="AD1")], ("adopted", "AD1", 1), id="read back"),
        pytest.param([found_first(ADDRESS, sid="AD1")], ("adopted", "AD1", 1), id="found"),
        pytest.param([made(ADDRESS, sid="AD1", result_at=None)], ("made", "AD1", 0), id="untimed"),
        pytest.param([refused(ADDRESS, at=5)], ("refused", None, 5), id="refused"),
        pytest.param([lost(ADDRESS, at=5)], ("waiting", None, 5), id="in doubt"),
        pytest.param([under_way(ADDRESS, at=5)], ("waiting", None, 5), id="under way"),
        pytest.param([not_processed(ADDRESS, at=5)], ("waiting", None, 5), id="not processed"),
        pytest.param([absent(ADDRESS, missed=[9], at=5)], ("waiting", None, 5), id="absent"),
        pytest.param([missed_first(ADDRESS)], ("waiting", None, 0), id="looked for"),
        pytest.param(
            [refused(ADDRESS), made(ADDRESS, at=9, sid="AD1")], ("made", "AD1", 10), id="second try"
        ),
        pytest.param(
            [found_first(ADDRESS, sid="AD1"), made(ADDRESS, at=9, sid="AD1")],
            ("adopted", "AD1", 10),
            id="found, then changed",
        ),
        pytest.param(
            [made(ADDRESS, sid="AD1"), refused(ADDRESS, at=9)],
            ("made", "AD1", 1),
            id="made, its change refused",
        ),
    ],
)
def test_a_line_says_what_became_of_a_step(
    attempts: list[Attempt], expected: tuple[str, str | None, float | None]
) -> None:
    assert line(*attempts) == expected


@pytest.mark.parametrize(
    ("since", "outcome"), [(None, "made"), (0, "made"), (1, "made"), (1.001, "done"), (50, "done")]
)
def test_what_was_made_before_this_run_is_done(since: float | None, outcome: str) -> None:
    assert line(made(ADDRESS, sid="AD1"), since=since)[0] == outcome


def table(onboarding: Onboarding) -> dict[str, str]:
    """Give the outcome by number and name."""
    return {f"{shown.number} {shown.name}": str(shown.outcome) for shown in report(onboarding)}


def test_every_step_of_the_guide_has_a_line_in_its_order() -> None:
    lines = table(record(customer=cast.echo_salons()))
    assert list(lines) == [
        "1.1 Customer profile",
        "1.2 Business information",
        "1.3 Assign business information",
        "1.4 Authorized representative",
        "1.5 Assign representative",
        "1.6 Address",
        "1.7 Supporting document",
        "1.8 Assign supporting document",
        "1.9 Assign primary customer profile",
        "1.10 Evaluate customer profile",
        "1.11 Submit customer profile",
        "2.1 Trust product",
        "2.2 Messaging profile",
        "2.3 Assign messaging profile",
        "2.4 Assign customer profile",
        "2.5 Evaluate trust product",
        "2.6 Submit trust product",
        "3 Brand registration",
        "4 Messaging service",
        "5.1 Use cases open to the brand",
        "5.2 Campaign",
        "6 Phone number",
        "6 Add phone number to service",
    ]
    assert set(lines.values()) == {"open"}


def test_representatives_and_numbers_have_a_line_each() -> None:
    names = list(table(record(customer=cast.borealis())))
    assert [name for name in names if name.endswith(" 2")] == [
        "1.4 Authorized representative 2",
        "1.5 Assign representative 2",
        "6 Phone number 2",
        "6 Add phone number to service 2",
    ]


def test_an_owned_number_is_added_and_not_bought() -> None:
    wishes = (PhoneNumberWish(phone_number_sid="PN" + "5" * 32), PhoneNumberWish(area_code="303"))
    names = list(table(record(customer=cast.acme().model_copy(update={"phone_numbers": wishes}))))
    assert names[names.index("5.2 Campaign") + 1 :] == [
        "6 Phone number 2",
        "6 Add phone number to service",
        "6 Add phone number to service 2",
    ]


@pytest.mark.parametrize(
    ("onboarding", "outcome", "moment"),
    [
        pytest.param(record(), "open", None, id="not asked"),
        pytest.param(record(refused(StepName.CAMPAIGN)), "open", None, id="no campaign"),
        pytest.param(record(made(StepName.CAMPAIGN, sid="QE1")), "done", None, id="campaign there"),
        pytest.param(
            record(observed=last_seen(use_cases=UseCasesSeen(seen_at=at(5), codes=()))),
            "done",
            5,
            id="asked",
        ),
    ],
)
def test_the_use_cases_are_done_once_they_were_seen(
    onboarding: Onboarding, outcome: str, moment: float | None
) -> None:
    when = at(moment) if moment is not None else None
    expected = StepReport(
        number="5.1", name="Use cases open to the brand", outcome=Outcome(outcome), at=when
    )
    assert expected in report(onboarding)


def outcomes(onboarding: Onboarding, guide: str) -> set[str]:
    """Give the outcomes of the lines of one bundle without its first: `guide` is 1 or 2."""
    first = f"{guide}.1 "
    lines = table(onboarding).items()
    return {o for name, o in lines if name.startswith(f"{guide}.") and not name.startswith(first)}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("draft", "open"),
        ("twilio-rejected", "open"),
        ("pending-review", "adopted"),
        ("in-review", "adopted"),
        ("twilio-approved", "adopted"),
        ("something-new", "open"),
    ],
)
def test_pieces_of_a_bundle_that_was_there_complete_are_adopted_with_it(
    status: str, outcome: str
) -> None:
    bundle = seen_bundle(status)
    profile = record(
        found_first(StepName.CUSTOMER_PROFILE), observed=last_seen(customer_profile=bundle)
    )
    assert (outcomes(profile, "1"), outcomes(profile, "2")) == ({outcome}, {"open"})
    product = record(found_first(StepName.TRUST_PRODUCT), observed=last_seen(trust_product=bundle))
    assert (outcomes(product, "1"), outcomes(product, "2")) == ({"open"}, {outcome})
    assert table(product)["3 Brand registration"] == "open"


@pytest.mark.parametrize(
    "onboarding",
    [
        record(found_first(StepName.CUSTOMER_PROFILE)),
        record(
            made(StepName.CUSTOMER_PROFILE),
            observed=last_seen(customer_profile=seen_bundle("in-review")),
        ),
    ],
    ids=["never seen", "our own"],
)
def test_pieces_of_a_bundle_that_we_make_are_not_adopted(onboarding: Onboarding) -> None:
    assert outcomes(onboarding, "1") == {"open"}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (None, "open"),
        ("twilio-approved", "adopted"),
        ("in-review", "adopted"),
        ("draft", "refused"),
        ("twilio-rejected", "refused"),
        ("gone", "refused"),
    ],
)
def test_a_named_profile_has_one_line(status: str | None, outcome: str) -> None:
    sid = "BU" + "7" * 32
    customer = cast.acme().model_copy(update={"customer_profile_sid": sid})
    observed = last_seen(customer_profile=seen_bundle(status) if status else None)
    first, second, *_ = report(record(customer=customer, observed=observed))
    assert first == StepReport(
        number="1.1", name="Customer profile", outcome=Outcome(outcome), sid=sid
    )
    assert second.number == "2.1"


@pytest.mark.parametrize(
    ("step", "number", "name"),
    [
        (Step(StepName.CUSTOMER_PROFILE), "1.1", "Customer profile"),
        (Step(StepName.PHONE_NUMBER, 3), "6", "Phone number 3"),
        (Step(StepName.BRAND_REGISTRATION_UPDATE), "3", "Resubmit brand"),
        (Step(StepName.CAMPAIGN_UPDATE), "5.2", "Resubmit campaign"),
    ],
)
def test_a_single_line_can_be_asked_for(step: Step, number: str, name: str) -> None:
    shown = step_report(record(made(step, sid="X1")), step)
    expected = StepReport(number=number, name=name, outcome=Outcome.MADE, sid="X1", at=at(1))
    assert shown == expected


@pytest.mark.parametrize(
    ("attempts", "bought"),
    [
        pytest.param([], [1, 2], id="nothing tried"),
        pytest.param([made(adding(1), sid="PN1")], [2], id="the first was owned"),
        pytest.param([made(adding(2), sid="PN2")], [1], id="the second was owned"),
        pytest.param(
            [made(buying(2), sid="PN2"), made(adding(2), sid="PN2")], [1, 2], id="bought and added"
        ),
        pytest.param(
            [made(buying(1), sid="PN1"), made(adding(2), sid="PN2")], [1], id="one of each"
        ),
        pytest.param(
            [made(buying(2), sid="PN2"), made(adding(1), sid="PN1")], [2], id="the other way round"
        ),
        pytest.param([made(buying(1), sid="PN1")], [1, 2], id="bought, not yet added"),
        pytest.param([refused(adding(1))], [1, 2], id="its addition was refused"),
        pytest.param([refused(buying(1)), made(adding(1), sid="PN1")], [1, 2], id="tried first"),
    ],
)
def test_a_number_that_the_account_owned_has_no_line_of_buying(
    attempts: list[Attempt], bought: list[int]
) -> None:
    wishes = (PhoneNumberWish(phone_number="+13035550142"), PhoneNumberWish(area_code="303"))
    customer = cast.acme().model_copy(update={"phone_numbers": wishes})
    lines = list(table(record(*attempts, customer=customer)))
    names = {1: "6 Phone number", 2: "6 Phone number 2"}
    assert [number for number, name in names.items() if name in lines] == bought


def test_the_line_of_the_campaign_is_that_of_the_campaign_of_today() -> None:
    gone = made(StepName.CAMPAIGN_DELETION)
    second = made(Step(StepName.CAMPAIGN, 2), sid="QE2")
    first = made(StepName.CAMPAIGN, sid="QE1")
    lines = report(record(first, gone, second, customer=cast.echo_salons()))
    assert [line.name for line in lines if line.name.endswith(" 2")] == ["Campaign 2"]
    assert [line.sid for line in lines if line.number == "5.2"] == ["QE2"]


def test_what_stands_beside_the_guide_is_done_too_once_it_was_made_before_this_run() -> None:
    step = Step(StepName.CAMPAIGN_UPDATE)
    assert step_report(record(made(step)), step, at(50)).outcome is Outcome.DONE
    assert step_report(record(made(step)), step, at(0)).outcome is Outcome.MADE
