"""When a campaign is deleted and created again: a person asked, and it changes something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.onboarding import Onboarding, Sent
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules import quotes, recreation
from tests.records import (
    absent,
    amended,
    last_seen,
    lost,
    made,
    not_processed,
    record,
    refused,
    seen_campaign,
    under_way,
)

CAMPAIGN = Step(StepName.CAMPAIGN)
DELETION = Step(StepName.CAMPAIGN_DELETION)
SECOND, SECOND_DELETION = Step(StepName.CAMPAIGN, 2), Step(StepName.CAMPAIGN_DELETION, 2)
SENT = (("campaign.us_app_to_person_usecase", '"DELIVERY_NOTIFICATION"'),)


def asked(*attempts: Attempt, status: str = "VERIFIED", of: int = 1) -> Onboarding:
    """A record whose campaign a person asked to create again; its document is as it was sent."""
    created = made(CAMPAIGN)
    known = record(created, *attempts, recreation_of=of)
    seen = last_seen(known.observed, campaign=seen_campaign(status))
    note = Sent(step=CAMPAIGN, number=created.number, values=SENT)
    return replace(known, observed=seen, sent=(note,))


def edited(onboarding: Onboarding) -> Onboarding:
    return amended(onboarding, "campaign", us_app_to_person_usecase="CUSTOMER_CARE")


@pytest.mark.parametrize(
    ("onboarding", "wanted"),
    [
        pytest.param(asked(), False, id="the old values are back"),
        pytest.param(edited(asked()), True, id="the document still differs"),
        pytest.param(edited(asked(of=0)), False, id="nobody asked"),
        pytest.param(asked(status="gone"), True, id="it is gone"),
        pytest.param(asked(under_way(DELETION)), True, id="the deletion is under way"),
        pytest.param(asked(lost(DELETION)), True, id="the deletion may have arrived"),
        pytest.param(asked(absent(DELETION, missed=[1])), False, id="the deletion never arrived"),
        pytest.param(asked(not_processed(DELETION)), False, id="the deletion was not processed"),
        pytest.param(asked(refused(DELETION)), False, id="the deletion was refused"),
        pytest.param(edited(asked(refused(DELETION))), True, id="refused, and it still differs"),
        pytest.param(edited(asked(made(DELETION))), False, id="it was deleted for this wish"),
        pytest.param(
            asked(made(DELETION), made(SECOND), of=2), False, id="the second, with the old values"
        ),
        pytest.param(
            asked(made(DELETION), made(SECOND), lost(SECOND_DELETION), of=2),
            True,
            id="the second, and its deletion may have arrived",
        ),
    ],
)
def test_a_campaign_is_created_again_where_that_was_asked_for_and_changes_something(
    onboarding: Onboarding, wanted: bool
) -> None:
    assert recreation.is_wanted(onboarding) is wanted


@pytest.mark.parametrize(
    ("values", "may"),
    [
        pytest.param(SENT, False, id="as it was sent"),
        pytest.param((("campaign.description", '"Other words."'),), True, id="its texts"),
        pytest.param((("address.city", '"Elsewhere"'),), False, id="another section"),
        pytest.param((("phone_numbers[0].area_code", '"907"'),), False, id="a number"),
        pytest.param((("campaign.help_message", '"Call us."'),), True, id="what cannot be edited"),
    ],
)
def test_an_edit_of_the_campaign_is_a_reason_to_create_it_again(
    values: tuple[tuple[str, str], ...], may: bool
) -> None:
    known = asked()
    note = Sent(step=CAMPAIGN, number=known.attempts[0].number, values=values)
    assert recreation.may_be_recreated(replace(known, sent=(note,))) is may


@pytest.mark.parametrize(
    ("onboarding", "lines"),
    [
        pytest.param(asked(), [], id="the old values are back"),
        pytest.param(edited(asked()), ["campaign vetting", "campaign"], id="to be deleted"),
        pytest.param(
            edited(asked(made(DELETION))), ["campaign vetting", "campaign"], id="deleted, not made"
        ),
        pytest.param(
            edited(asked(made(DELETION), made(Step(StepName.CAMPAIGN, 2)))), [], id="made again"
        ),
    ],
)
def test_another_campaign_is_due_as_long_as_it_is_to_come(
    onboarding: Onboarding, lines: list[str]
) -> None:
    due = [line.what for line in quotes.due(onboarding) if line.what.startswith("campaign")]
    assert due == lines


@pytest.mark.parametrize(
    ("attempts", "may"),
    [
        pytest.param([], True, id="the first is gone"),
        pytest.param([made(DELETION)], False, id="the first is gone and there is no second"),
        pytest.param([made(DELETION), made(SECOND)], True, id="the second is gone"),
    ],
)
def test_only_the_campaign_of_today_can_be_created_again(
    attempts: list[Attempt], may: bool
) -> None:
    assert recreation.may_be_recreated(asked(*attempts, status="gone")) is may
