"""What was made is looked for once more; a paid object that is there twice goes to a person."""

from __future__ import annotations

import pytest

from tendlc.domain.actions import BuyPhoneNumber
from tendlc.domain.onboarding import Surplus
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules import remedies
from tendlc.rules.planning import only_ones
from tendlc.rules.planning.decision import AskHuman, ReadBack
from tests.records import check_words_of, lost, made, record, refused

FIRST, SECOND = Step(StepName.PHONE_NUMBER), Step(StepName.PHONE_NUMBER, 2)
BUY = BuyPhoneNumber(friendly_name="acme: phone number", phone_number="+13035550142")


@pytest.mark.parametrize(
    ("attempts", "unconfirmed", "number"),
    [
        pytest.param([], [FIRST], None, id="nothing made"),
        pytest.param([lost(FIRST)], [FIRST], None, id="in doubt"),
        pytest.param([refused(FIRST)], [FIRST], None, id="refused"),
        pytest.param([made(FIRST)], [], None, id="looked for already"),
        pytest.param([made(FIRST)], [SECOND], None, id="another step to be looked for"),
        pytest.param([made(FIRST)], [FIRST], 1, id="made"),
        pytest.param([refused(FIRST), made(FIRST)], [SECOND, FIRST], 2, id="at the second try"),
    ],
)
def test_what_was_made_is_looked_for_once_more(
    attempts: list[Attempt], unconfirmed: list[Step], number: int | None
) -> None:
    known = record(*attempts, unconfirmed=tuple(unconfirmed))
    expected = ReadBack(step=FIRST, action=BUY, number=number, confirm=True) if number else None
    assert only_ones.confirm(known, FIRST, BUY) == expected


def test_of_several_the_first_that_is_due_is_looked_for() -> None:
    known = record(made(FIRST), made(SECOND), unconfirmed=(SECOND,))
    both = [(FIRST, BUY), (SECOND, BUY)]
    expected = ReadBack(step=SECOND, action=BUY, number=1, confirm=True)
    assert only_ones.confirm_all(known, both) == expected
    assert only_ones.confirm_all(known, both[:1]) is None
    assert only_ones.confirm_all(known, []) is None


def test_nothing_is_asked_where_nothing_is_there_twice() -> None:
    assert only_ones.decide(record(made(FIRST))) is None


@pytest.mark.parametrize(
    "name", [StepName.BRAND_REGISTRATION, StepName.CAMPAIGN, StepName.PHONE_NUMBER]
)
def test_each_paid_object_that_is_there_twice_goes_to_a_person(name: StepName) -> None:
    one = Surplus(step=Step(name), sid="XX2", kept="XX1")
    two = Surplus(step=Step(name, 2), sid="XX4", kept="XX3")
    asked = only_ones.decide(record(surplus=(one, two)))
    assert asked == AskHuman(
        tasks=(
            remedies.surplus(str(Step(name)), name, "XX2", "XX1"),
            remedies.surplus(str(Step(name, 2)), name, "XX4", "XX3"),
        )
    )


@pytest.mark.parametrize(
    "name", [StepName.BRAND_REGISTRATION, StepName.CAMPAIGN, StepName.PHONE_NUMBER]
)
def test_the_task_names_the_one_that_is_used_and_the_one_that_is_not(name: StepName) -> None:
    task = remedies.surplus(str(Step(name)), name, "QE2", "QE1")
    check_words_of(task)
    assert ", QE2. tendlc uses the older one, QE1, and pays nothing more" in words_of(task).reason
    assert "QE2 in the Console under" in words_of(task).next_step
