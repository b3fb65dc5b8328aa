"""The phone numbers: one wish after the other, bought or taken as owned, then added."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import AddPhoneNumber, BuyPhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import AvailableNumbersSeen, OwnedNumberSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command, Owner
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import phone_numbers
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look, ReadBack
from tests import cast
from tests.records import (
    TERMS,
    at,
    found_first,
    last_seen,
    lost,
    made,
    missed_first,
    record,
    refused,
    under_way,
    words,
)

BUYING = Step(StepName.PHONE_NUMBER)
ADDING = Step(StepName.PHONE_NUMBER_ADDITION)
ANY = PhoneNumberWish()
IN_DENVER = PhoneNumberWish(area_code="303")
THIS_ONE = PhoneNumberWish(phone_number="+13035550142")
OWNED = PhoneNumberWish(phone_number_sid="PN" + "5" * 32)
SALE = ("+13035550100", "+13035550101")


def wishing(
    wishes: tuple[PhoneNumberWish, ...], *attempts: Attempt, sale: tuple[str, ...] | None = None
) -> Onboarding:
    """Return a record with these wishes; `sale` is what was found for the first one at 0."""
    customer = cast.acme().model_copy(update={"phone_numbers": wishes})
    known = AvailableNumbersSeen(seen_at=at(0), ordinal=1, phone_numbers=sale or ())
    observed = last_seen(available_numbers=(known,) if sale is not None else ())
    return record(*attempts, customer=customer, observed=observed)


def owning(
    sid: str | None, *attempts: Attempt, wished: str = "+13035550142", stale: bool = False
) -> Onboarding:
    """Return a record that wishes THIS_ONE, for which this was found in the account."""
    known = wishing((THIS_ONE,), *attempts)
    seen = OwnedNumberSeen(
        seen_at=at(0), ordinal=1, wished=wished, sid=sid, sends_messages=True, stale=stale
    )
    return replace(known, observed=last_seen(known.observed, owned_numbers=(seen,)))


def decide(onboarding: Onboarding, *, look_first: bool = False) -> Decision | None:
    return phone_numbers.decide(
        onboarding, TERMS, at(500), messaging_service_sid="MG1", look_first=look_first
    )


def said(onboarding: Onboarding, *, look_first: bool = False) -> str:
    decision = decide(onboarding, look_first=look_first)
    step = f"{decision.step}: " if isinstance(decision, Act | ReadBack) else ""
    return f"{step}{words(decision)}"


def buy(number: str, ordinal: int = 1) -> BuyPhoneNumber:
    return BuyPhoneNumber(friendly_name=f"acme: phone number {ordinal}", phone_number=number)


def seen_number(*seen: PhoneNumberSeen, wishes: tuple[PhoneNumberWish, ...] = (ANY,)) -> Onboarding:
    """Return a record whose numbers were added, and then seen so."""
    known = wishing(wishes, BOUGHT, ADDED, *[SECOND_ADDED] * (len(wishes) - 1))
    return replace(known, observed=last_seen(known.observed, phone_numbers=seen))


def a_number(
    sid: str = "PN1", *, stale: bool = False, status: str | None = None
) -> PhoneNumberSeen:
    return PhoneNumberSeen(seen_at=at(0), sid=sid, phone_number=SALE[0], stale=stale, status=status)


BOUGHT = made(BUYING, buy(SALE[0]), sid="PN1")
ADDED = made(ADDING, sid="PN1")
SECOND_ADDED = made(Step(StepName.PHONE_NUMBER_ADDITION, 2), sid="PN2")
SOLD = refused(BUYING, buy(SALE[0]), at=10, twilio_code=21422)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(wishing(()), "settled", id="no wish"),
        pytest.param(wishing((ANY,)), "look at AvailableNumbers", id="nothing looked for"),
        pytest.param(wishing((ANY,), sale=SALE), "phone_number: act 1", id="some on sale"),
        pytest.param(wishing((ANY,), sale=()), "ask no_number_on_sale", id="none on sale"),
        pytest.param(wishing((THIS_ONE,)), "look at OwnedNumber", id="a certain number"),
        pytest.param(
            owning(None), "phone_number: act 1", id="a certain number that is not the account's"
        ),
        pytest.param(
            owning("PN7"), "phone_number_addition: act 1", id="a certain number of the account"
        ),
        pytest.param(
            owning("PN7", ADDED, stale=True), "settled", id="owned, added and not looked at since"
        ),
        pytest.param(
            owning("PN7", wished="+13035550177"), "look at OwnedNumber", id="another was looked at"
        ),
        pytest.param(wishing((OWNED,)), "phone_number_addition: act 1", id="an owned number"),
        pytest.param(
            wishing((ANY,), BOUGHT, sale=SALE), "phone_number_addition: act 1", id="bought"
        ),
        pytest.param(wishing((ANY,), BOUGHT, ADDED), "settled", id="added"),
        pytest.param(wishing((OWNED,), ADDED), "settled", id="owned, added"),
        pytest.param(wishing((ANY, ANY), BOUGHT, ADDED), "look at AvailableNumbers", id="a second"),
        pytest.param(
            wishing((ANY, OWNED), BOUGHT, ADDED), "phone_number_addition.2: act 1", id="then owned"
        ),
        pytest.param(
            wishing((ANY,), lost(BUYING, buy(SALE[0]))), "phone_number: read back 1", id="in doubt"
        ),
        pytest.param(wishing((ANY,), under_way(BUYING)), "phone_number: read back 1", id="begun"),
        pytest.param(
            wishing((ANY,), refused(BUYING, buy(SALE[0]), twilio_code=20001), sale=SALE),
            "ask request_refused",
            id="refused",
        ),
    ],
)
def test_wishes_are_fulfilled_one_after_the_other(onboarding: Onboarding, expected: str) -> None:
    assert said(onboarding) == expected


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(wishing((ANY,)), "phone_number: look first 1", id="to be bought"),
        pytest.param(wishing((THIS_ONE,)), "phone_number: look first 1", id="a certain number"),
        pytest.param(wishing((OWNED,)), "phone_number_addition: look first 1", id="owned"),
        pytest.param(
            wishing((ANY,), missed_first(BUYING)), "look at AvailableNumbers", id="not there"
        ),
        pytest.param(
            wishing((ANY,), missed_first(BUYING), sale=SALE), "phone_number: act 2", id="on sale"
        ),
        pytest.param(
            wishing((ANY,), found_first(BUYING, sid="PN1")),
            "phone_number_addition: look first 1",
            id="found",
        ),
        pytest.param(
            wishing((ANY,), found_first(BUYING, sid="PN1"), missed_first(ADDING)),
            "phone_number_addition: act 2",
            id="found, not added",
        ),
    ],
)
def test_numbers_that_may_be_there_from_before_are_looked_for(
    onboarding: Onboarding, expected: str
) -> None:
    assert said(onboarding, look_first=True) == expected


@pytest.mark.parametrize(
    ("wishes", "area_code", "attempts", "ordinal"),
    [
        ((ANY,), None, (), 1),
        ((IN_DENVER,), "303", (), 1),
        ((OWNED, IN_DENVER), "303", (ADDED,), 2),
    ],
)
def test_numbers_on_sale_are_looked_for_by_wish(
    wishes: tuple[PhoneNumberWish, ...],
    area_code: str | None,
    attempts: tuple[Attempt, ...],
    ordinal: int,
) -> None:
    look = decide(wishing(wishes, *attempts))
    assert isinstance(look, Look)
    assert isinstance(look.subject, subjects.AvailableNumbers)
    assert (look.subject.ordinal, look.subject.area_code) == (ordinal, area_code)


def start(onboarding: Onboarding) -> int:
    look = decide(onboarding)
    assert isinstance(look, Look)
    assert isinstance(look.subject, subjects.AvailableNumbers)
    return look.subject.start


def test_where_in_the_list_a_customer_begins_follows_from_its_key_wish_and_tries() -> None:
    acme = wishing((ANY, ANY))
    others = [replace(acme, key=f"customer-{number}") for number in range(200)]
    starts = [start(one) for one in others]
    assert starts == [start(one) for one in others]
    assert len({each % 1000 for each in starts}) > 170
    refusal = refused(BUYING, buy(SALE[0]), twilio_code=21422, at=-500)
    again = wishing((ANY, ANY), refusal)
    second = wishing((ANY, ANY), BOUGHT, made(ADDING, sid="PN1"))
    assert len({start(acme), start(again), start(second)}) == 3


def test_what_is_bought_and_what_is_added() -> None:
    assert decide(wishing((ANY,), sale=SALE)) == Act(step=BUYING, action=buy(SALE[0]), number=1)
    assert decide(owning(None)) == Act(step=BUYING, action=buy("+13035550142"), number=1)
    ours = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid="PN1")
    assert decide(wishing((ANY,), BOUGHT)) == Act(step=ADDING, action=ours, number=1)
    owned = replace(ours, phone_number_sid="PN" + "5" * 32)
    assert decide(wishing((OWNED,))) == Act(step=ADDING, action=owned, number=1)


def test_a_number_in_doubt_is_read_back_by_its_name() -> None:
    decision = decide(wishing((ANY,), lost(BUYING, buy(SALE[0]))))
    assert decision == ReadBack(step=BUYING, action=buy(""), number=1)


def test_the_second_number_has_a_name_and_a_sale_of_its_own() -> None:
    second = AvailableNumbersSeen(seen_at=at(0), ordinal=2, phone_numbers=("+13035550199",))
    onboarding = wishing((ANY, ANY), BOUGHT, ADDED, sale=SALE)
    offers = onboarding.observed.each(AvailableNumbersSeen)
    seen = last_seen(available_numbers=(*offers, second))
    decision = decide(replace(onboarding, observed=seen))
    step = Step(StepName.PHONE_NUMBER, 2)
    assert decision == Act(step=step, action=buy("+13035550199", 2), number=1)


@pytest.mark.parametrize(
    ("seen_at", "stale", "expected"),
    [
        (0, False, "phone_number: act 2"),
        (50, False, "phone_number: act 2"),
        (0, True, "look at AvailableNumbers"),
        (50, True, "look at AvailableNumbers"),
    ],
)
def test_numbers_on_sale_are_looked_for_again_where_one_was_sold_whatever_the_clock_said(
    seen_at: float, stale: bool, expected: str
) -> None:
    numbers = AvailableNumbersSeen(
        seen_at=at(seen_at), ordinal=1, phone_numbers=SALE[1:], stale=stale
    )
    onboarding = wishing((ANY,), SOLD)
    onboarding = replace(onboarding, observed=last_seen(available_numbers=(numbers,)))
    assert said(onboarding) == expected


@pytest.mark.parametrize(("wish", "where"), [(IN_DENVER, "303"), (ANY, "in the US")])
def test_where_nothing_is_on_sale_the_isv_chooses(wish: PhoneNumberWish, where: str) -> None:
    decision = decide(wishing((wish,), sale=()))
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.owner, task.step) == (Owner.ISV, "phone_number")
    assert where in words_of(task).reason
    assert task.fields == ("phone_numbers[0]",)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(seen_number(a_number()), "settled", id="there"),
        pytest.param(seen_number(a_number(stale=True)), "look at NumberOfService", id="stale"),
        pytest.param(
            seen_number(a_number(stale=True, status="gone")),
            "look at NumberOfService",
            id="put back, perhaps",
        ),
        pytest.param(seen_number(a_number(status="gone")), "ask number_not_in_service", id="gone"),
        pytest.param(
            seen_number(a_number(status="gone"), a_number("PN2", stale=True), wishes=(ANY, OWNED)),
            "look at NumberOfService",
            id="all are looked at first",
        ),
        pytest.param(seen_number(a_number("PN7", stale=True)), "settled", id="of no wish of today"),
    ],
)
def test_a_number_that_may_have_left_is_looked_at_and_asked_about(
    onboarding: Onboarding, expected: str
) -> None:
    assert said(onboarding) == expected


def test_the_task_of_a_number_that_is_gone_names_it_and_its_place_in_the_file() -> None:
    decision = decide(seen_number(a_number(), a_number("PN2", status="gone"), wishes=(ANY, OWNED)))
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.owner, task.fields) == (Owner.ISV, ("phone_numbers[1]",))
    assert (task.step, task.command) == ("phone_number_addition.2", Command.ONBOARD)
    assert f"{SALE[0]} (PN2) is no longer in the messaging service MG1" in words_of(task).reason


def test_a_number_that_is_gone_is_not_taken_out_when_its_wish_changes() -> None:
    known = seen_number(a_number(status="gone"))
    other = known.customer.model_copy(update={"phone_numbers": (OWNED,)})
    swapped = replace(known, customer=other, number_ordinals=(2,)).with_attempt(
        made(Step(StepName.PHONE_NUMBER_ADDITION, 2), sid=OWNED.phone_number_sid)
    )
    assert said(swapped) == "settled"
