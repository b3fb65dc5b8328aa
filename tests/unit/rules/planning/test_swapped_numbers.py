"""Wishes that change: which steps each keeps, which number leaves the service, what is in doubt."""

from __future__ import annotations

import pytest

from tendlc.domain.actions import RemovePhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules.planning import phone_numbers
from tendlc.rules.planning.decision import Act, Decision
from tests import cast
from tests.records import (
    TERMS,
    adding,
    at,
    buying,
    last_seen,
    lost,
    made,
    record,
    refused,
    removing,
    under_way,
    words,
)

PN1, PN2 = (f"PN{number:032x}" for number in (1, 2))
SIDS = {1: PN1, 2: PN2}
DENVER, BOULDER, TAMPA = (PhoneNumberWish(area_code=code) for code in ("303", "720", "813"))
ANY = PhoneNumberWish()
OWNED = PhoneNumberWish(phone_number_sid=PN1)
BY_NUMBER = PhoneNumberWish(phone_number="+13035550101")


def has(number: int) -> tuple[Attempt, Attempt]:
    """Return what bought number N and added it to the service."""
    return made(buying(number), sid=SIDS[number]), made(adding(number), sid=SIDS[number])


def known(
    *attempts: Attempt, wishes: tuple[PhoneNumberWish, ...], ordinals: tuple[int, ...] = ()
) -> Onboarding:
    customer = cast.acme().model_copy(update={"phone_numbers": wishes})
    numbers = tuple(
        PhoneNumberSeen(seen_at=at(0), sid=SIDS[n], phone_number=f"+1303555010{n}") for n in (1, 2)
    )
    observed = last_seen(phone_numbers=numbers)
    return record(*attempts, customer=customer, observed=observed, number_ordinals=ordinals)


@pytest.mark.parametrize(
    ("onboarding", "wishes", "expected"),
    [
        pytest.param(known(wishes=(DENVER,)), (DENVER,), (1,), id="the same"),
        pytest.param(known(wishes=(DENVER,)), (BOULDER,), (1,), id="other, nothing tried"),
        pytest.param(known(wishes=(DENVER,)), (DENVER, BOULDER), (1, 2), id="one more"),
        pytest.param(known(wishes=()), (DENVER, BOULDER), (1, 2), id="the first"),
        pytest.param(known(*has(1), wishes=(DENVER,)), (BOULDER,), (2,), id="swapped"),
        pytest.param(known(*has(1), wishes=(DENVER,)), (), (), id="taken out"),
        pytest.param(
            known(*has(1), wishes=(DENVER, BOULDER)), (BOULDER, DENVER), (2, 1), id="order changed"
        ),
        pytest.param(
            known(*has(1), wishes=(DENVER, BOULDER)), (TAMPA, BOULDER), (3, 2), id="first swapped"
        ),
        pytest.param(
            known(*has(1), wishes=(DENVER, BOULDER)), (DENVER, TAMPA), (1, 2), id="second swapped"
        ),
        pytest.param(known(*has(1), wishes=(DENVER,)), (OWNED,), (1,), id="named by its SID"),
        pytest.param(known(*has(1), wishes=(DENVER,)), (BY_NUMBER,), (1,), id="by its number"),
        pytest.param(known(*has(2), wishes=(TAMPA, DENVER)), (OWNED,), (1,), id="other's SID"),
        pytest.param(
            known(*has(2), wishes=(DENVER,), ordinals=(2,)), (BY_NUMBER,), (3,), id="not its number"
        ),
        pytest.param(
            known(*has(1), *has(2), wishes=(TAMPA,), ordinals=(2,)), (OWNED,), (1,), id="a SID of 1"
        ),
        pytest.param(
            known(*has(1), *has(2), wishes=(TAMPA,), ordinals=(2,)),
            (PhoneNumberWish(phone_number_sid=PN2),),
            (2,),
            id="its own SID",
        ),
        pytest.param(
            known(*has(1), wishes=(DENVER,), ordinals=(4,)), (DENVER, TAMPA), (4, 5), id="after"
        ),
        pytest.param(
            known(lost(buying(1)), wishes=(DENVER,)), (BOULDER,), (2,), id="the old one in doubt"
        ),
        pytest.param(
            known(refused(buying(1)), wishes=(DENVER,)), (BOULDER,), (1,), id="the old one refused"
        ),
        pytest.param(
            known(*has(1), wishes=(TAMPA,), ordinals=(2,)), (DENVER,), (1,), id="put back"
        ),
        pytest.param(
            known(*has(1), wishes=(TAMPA,), ordinals=(2,)), (OWNED,), (1,), id="put back by SID"
        ),
        pytest.param(
            known(*has(1), wishes=(TAMPA,), ordinals=(2,)), (ANY,), (1,), id="any will do"
        ),
        pytest.param(
            known(*has(1), wishes=(TAMPA,), ordinals=(2,)),
            (DENVER, DENVER),
            (1, 2),
            id="put back once",
        ),
        pytest.param(
            known(*has(1), wishes=(TAMPA,), ordinals=(2,)), (BOULDER,), (2,), id="another area"
        ),
        pytest.param(
            known(*has(1), made(removing(1), sid=PN1), wishes=(TAMPA,), ordinals=(2,)),
            (DENVER,),
            (2,),
            id="it has left the service",
        ),
        pytest.param(known(made(adding(1)), wishes=(DENVER,)), (BOULDER,), (2,), id="an added one"),
    ],
)
def test_each_wish_keeps_or_gets_the_steps_of_its_own(
    onboarding: Onboarding, wishes: tuple[PhoneNumberWish, ...], expected: tuple[int, ...]
) -> None:
    assert phone_numbers.ordinals_for(onboarding, wishes) == expected


@pytest.mark.parametrize(
    ("attempt", "places"),
    [
        (lost(buying(2)), (1,)),
        (under_way(buying(2)), (1,)),
        (lost(adding(2)), (1,)),
        (lost(buying(1)), ()),
        (made(buying(2)), ()),
        (refused(buying(2)), ()),
    ],
)
def test_a_wish_in_doubt_that_is_given_up_is_named_by_its_place(
    attempt: Attempt, places: tuple[int, ...]
) -> None:
    onboarding = known(attempt, wishes=(DENVER, BOULDER))
    assert phone_numbers.in_doubt(onboarding, (DENVER, TAMPA)) == places
    assert phone_numbers.in_doubt(onboarding, (DENVER, BOULDER)) == ()


def decide(onboarding: Onboarding) -> Decision | None:
    return phone_numbers.decide(
        onboarding, TERMS, at(500), messaging_service_sid="MG1", look_first=False
    )


REMOVAL = Step(StepName.PHONE_NUMBER_REMOVAL)
REMOVE = RemovePhoneNumber(messaging_service_sid="MG1", phone_number_sid=PN1)


def swapped(*rest: Attempt, wish: PhoneNumberWish = BOULDER) -> Onboarding:
    """Return a record whose first number was swapped for a second, which is there."""
    return known(*has(1), *has(2), *rest, wishes=(wish,), ordinals=(2,))


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(swapped(), "act 1", id="to be taken out"),
        pytest.param(swapped(lost(REMOVAL, REMOVE)), "read back 1", id="in doubt"),
        pytest.param(swapped(made(REMOVAL, REMOVE, sid=PN1)), "settled", id="taken out"),
        pytest.param(swapped(wish=OWNED), "settled", id="named by the new wish"),
        pytest.param(known(*has(1), wishes=(DENVER,)), "settled", id="nothing swapped"),
        pytest.param(
            known(*has(2), made(buying(1), sid=PN1), wishes=(BOULDER,), ordinals=(2,)),
            "settled",
            id="never added",
        ),
    ],
)
def test_the_number_of_a_wish_that_is_gone_leaves_the_service(
    onboarding: Onboarding, expected: str
) -> None:
    assert words(decide(onboarding)) == expected


def test_the_old_number_leaves_and_the_account_keeps_it() -> None:
    assert decide(swapped()) == Act(step=REMOVAL, action=REMOVE, number=1)
    gone = swapped(made(REMOVAL, REMOVE, sid=PN1), made(REMOVAL, REMOVE, sid=PN1, at=5))
    assert phone_numbers.replaced(gone) == (PN1,)


@pytest.mark.parametrize(
    "onboarding",
    [
        swapped(),
        swapped(lost(REMOVAL, REMOVE, sid=PN1)),
        swapped(made(REMOVAL, REMOVE, sid=None)),
        swapped(made(REMOVAL, REMOVE, sid=PN1), wish=OWNED),
        swapped(made(REMOVAL, REMOVE, sid=PN2)),
    ],
    ids=["not yet", "in doubt", "no SID", "wanted again", "another wish has it"],
)
def test_what_is_still_wanted_or_not_surely_gone_was_not_replaced(onboarding: Onboarding) -> None:
    assert phone_numbers.replaced(onboarding) == ()
