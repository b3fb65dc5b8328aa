"""The second number: what is asked of it is asked of its own steps, and said of its own wish."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import AddPhoneNumber, RemovePhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import AvailableNumbersSeen, OwnedNumberSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import GONE
from tendlc.domain.steps import Attempt, Step
from tendlc.rules import quotes
from tendlc.rules.number_registration import expected_by
from tendlc.rules.planning import free_checks, phone_numbers
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look
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
    removing,
    seen_campaign,
    words,
)

PN = [f"PN{number:032x}" for number in range(4)]
E164 = [f"+1303555010{number}" for number in range(4)]
ANY = PhoneNumberWish()
DENVER, BOULDER, TAMPA = (PhoneNumberWish(area_code=code) for code in ("303", "720", "813"))
LATER = 30 * 86400


def has(*numbers: int) -> list[Attempt]:
    """Return what bought these numbers and added them to the service."""
    bought = [(made(buying(n), sid=PN[n]), made(adding(n), sid=PN[n])) for n in numbers]
    return [attempt for pair in bought for attempt in pair]


def wishing(
    *wishes: PhoneNumberWish,
    attempts: list[Attempt],
    ordinals: tuple[int, ...] = (),
    **observed: object,
) -> Onboarding:
    customer = cast.acme().model_copy(update={"phone_numbers": wishes})
    numbers = tuple(
        PhoneNumberSeen(seen_at=at(0), sid=PN[n], phone_number=E164[n]) for n in (1, 2, 3)
    )
    known = last_seen(last_seen(phone_numbers=numbers), **observed)
    return record(*attempts, customer=customer, observed=known, number_ordinals=ordinals)


def decide(onboarding: Onboarding) -> Decision | None:
    return phone_numbers.decide(
        onboarding, TERMS, at(500), messaging_service_sid="MG1", look_first=False
    )


def check(onboarding: Onboarding) -> Decision | None:
    return free_checks.decide(
        onboarding, TERMS, at(500), messaging_service_sid="MG1", look_first=False
    )


def test_the_number_that_was_bought_for_a_wish_is_added_for_it() -> None:
    onboarding = wishing(ANY, ANY, attempts=[*has(1), made(buying(2), sid=PN[2])])
    add = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid=PN[2])
    assert decide(onboarding) == Act(step=adding(2), action=add, number=1)


@pytest.mark.parametrize(
    ("onboarding", "step"),
    [
        pytest.param(
            wishing(DENVER, TAMPA, attempts=has(1, 2, 3), ordinals=(1, 3)), removing(2), id="second"
        ),
        pytest.param(
            wishing(TAMPA, attempts=has(1, 2, 3), ordinals=(3,)), removing(1), id="both, first"
        ),
        pytest.param(
            wishing(TAMPA, attempts=[*has(1, 2, 3), made(removing(1), sid=PN[1])], ordinals=(3,)),
            removing(2),
            id="both, then the second",
        ),
        pytest.param(
            wishing(DENVER, attempts=[*has(1, 3), lost(buying(2))], ordinals=(1,)),
            removing(3),
            id="after one that nobody added",
        ),
        pytest.param(
            wishing(
                PhoneNumberWish(phone_number_sid=PN[1]),
                attempts=[*has(1, 3), lost(buying(2))],
                ordinals=(1,),
            ),
            removing(3),
            id="after one that nobody added, where a SID is wished",
        ),
    ],
)
def test_the_number_of_each_wish_that_is_gone_leaves_the_service(
    onboarding: Onboarding, step: Step
) -> None:
    decision = decide(onboarding)
    assert isinstance(decision, Act)
    remove = RemovePhoneNumber(messaging_service_sid="MG1", phone_number_sid=PN[step.ordinal])
    assert (decision.step, decision.action) == (step, remove)


def test_a_number_that_left_by_itself_is_looked_at_in_its_service() -> None:
    stale = PhoneNumberSeen(seen_at=at(0), sid=PN[2], phone_number=E164[2], stale=True)
    onboarding = wishing(ANY, ANY, attempts=has(1, 2), phone_numbers=(stale,))
    assert decide(onboarding) == Look(
        subject=subjects.NumberOfService(
            messaging_service_sid="MG1", sid=PN[2], phone_number=E164[2]
        )
    )


GIVEN_UP = wishing(TAMPA, attempts=has(1, 2, 3), ordinals=(3,))
LEFT = PhoneNumberSeen(seen_at=at(0), sid=PN[2], phone_number="+17205550102", status=GONE)
STAYS = replace(LEFT, status=None)


@pytest.mark.parametrize(
    ("onboarding", "wish", "ordinals"),
    [
        pytest.param(GIVEN_UP, PhoneNumberWish(phone_number=E164[2]), (2,), id="by its number"),
        pytest.param(
            wishing(TAMPA, attempts=has(1, 2, 3), ordinals=(3,), phone_numbers=(STAYS,)),
            BOULDER,
            (2,),
            id="by its area",
        ),
        pytest.param(
            wishing(TAMPA, attempts=has(1, 2, 3), ordinals=(3,), phone_numbers=(LEFT,)),
            BOULDER,
            (4,),
            id="it is gone",
        ),
        pytest.param(
            wishing(
                TAMPA,
                attempts=[*has(1, 2, 3), made(removing(2), sid=PN[2])],
                ordinals=(3,),
                phone_numbers=(STAYS,),
            ),
            BOULDER,
            (4,),
            id="it was taken out",
        ),
        pytest.param(
            wishing(
                TAMPA,
                attempts=[*has(1, 2, 3), made(removing(1), sid=PN[1])],
                ordinals=(3,),
                phone_numbers=(STAYS,),
            ),
            BOULDER,
            (2,),
            id="the first was taken out",
        ),
        pytest.param(
            wishing(TAMPA, attempts=[*has(1, 3), made(buying(2), sid=PN[2])], ordinals=(3,)),
            PhoneNumberWish(phone_number=E164[2]),
            (4,),
            id="it was never added",
        ),
        pytest.param(
            GIVEN_UP, PhoneNumberWish(phone_number="+13035550199"), (4,), id="another number"
        ),
        pytest.param(
            wishing(TAMPA, attempts=has(1, 2, 3), ordinals=(3,), phone_numbers=()),
            ANY,
            (4,),
            id="nobody saw what they are",
        ),
    ],
)
def test_a_wish_that_is_put_back_gets_the_number_that_is_still_there(
    onboarding: Onboarding, wish: PhoneNumberWish, ordinals: tuple[int, ...]
) -> None:
    assert phone_numbers.ordinals_for(onboarding, (wish,)) == ordinals


OWNED = OwnedNumberSeen(seen_at=at(0), ordinal=2, wished=PN[2], sid=PN[2], sends_messages=True)
BY_SID = PhoneNumberWish(phone_number_sid=PN[2])
BY_NUMBER = PhoneNumberWish(phone_number=E164[2])


def test_an_owned_second_number_joins_by_a_step_of_its_own() -> None:
    onboarding = wishing(ANY, BY_SID, attempts=[], owned_numbers=(OWNED,))
    add = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid=PN[2])
    assert check(onboarding) == Act(step=adding(2), action=add, number=1)


@pytest.mark.parametrize(
    ("wish", "sid", "number"), [(BY_SID, PN[2], None), (BY_NUMBER, None, E164[2])]
)
def test_what_a_wish_names_is_looked_up_in_the_account(
    wish: PhoneNumberWish, sid: str | None, number: str | None
) -> None:
    subject = subjects.OwnedNumber(ordinal=2, sid=sid, phone_number=number)
    assert check(wishing(ANY, wish, attempts=[])) == Look(subject=subject)


def test_a_number_that_is_not_the_account_s_must_be_on_sale() -> None:
    strange = replace(OWNED, wished=E164[2], sid=None, sends_messages=False)
    onboarding = wishing(ANY, BY_NUMBER, attempts=[], owned_numbers=(strange,))
    subject = subjects.AvailableNumbers(ordinal=2, area_code=None, phone_number=E164[2])
    assert check(onboarding) == Look(subject=subject)


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param([], "look at AvailableNumbers", id="nothing done"),
        pytest.param([lost(buying(1))], "look at AvailableNumbers", id="the first, in doubt"),
        pytest.param(has(1), "look at AvailableNumbers", id="the first"),
        pytest.param([lost(buying(2))], "settled", id="its own, in doubt"),
        pytest.param([made(buying(2), sid=PN[2])], "settled", id="its own, bought"),
        pytest.param([made(adding(2), sid=PN[2])], "settled", id="its own, added"),
    ],
)
def test_stock_is_looked_up_for_a_wish_until_its_own_number_is_bought(
    attempts: list[Attempt], expected: str
) -> None:
    assert words(check(wishing(ANY, DENVER, attempts=attempts))) == expected


@pytest.mark.parametrize("stock", [(), (E164[3],)])
def test_an_empty_list_of_numbers_stops_nobody_who_asks_for_none(stock: tuple[str, ...]) -> None:
    seen = AvailableNumbersSeen(seen_at=at(0), ordinal=1, phone_numbers=stock, wished=None)
    assert check(wishing(ANY, attempts=[], available_numbers=(seen,))) is None


@pytest.mark.parametrize(("stale", "expected"), [(True, "look at"), (False, "ask")])
def test_an_empty_list_of_numbers_is_read_again_where_it_is_stale(
    stale: bool, expected: str
) -> None:
    empty = AvailableNumbersSeen(seen_at=at(0), ordinal=1, phone_numbers=(), stale=stale)
    said = words(decide(wishing(ANY, attempts=[], available_numbers=(empty,))))
    assert said.startswith(expected)


def test_a_second_number_that_was_added_is_not_in_the_quote() -> None:
    def quoted(*attempts: Attempt) -> int:
        lines = quotes.due(wishing(BY_NUMBER, BY_NUMBER, attempts=[*attempts]))
        return sum(line.count for line in lines if line.what == quotes.PHONE_NUMBER)

    assert quoted() == 2
    assert quoted(made(adding(2), sid=PN[2])) == 1
    assert quoted(made(adding(1), sid=PN[1]), made(adding(2), sid=PN[2])) == 0


@pytest.mark.parametrize("took", [0, 60])
def test_carriers_begin_with_each_number_when_it_was_added(took: float) -> None:
    first, second = made(adding(1), sid=PN[1]), made(adding(2), sid=PN[2], at=LATER, took=took)
    campaign = seen_campaign("VERIFIED")
    onboarding = wishing(ANY, ANY, attempts=[first, second], campaign=campaign)
    expected = [expected_by(onboarding, sid) for sid in (PN[1], PN[2])]
    assert expected[0] is not None
    assert expected[1] is not None
    assert (expected[1] - expected[0]).total_seconds() == LATER + took - 1


def test_each_wish_that_cannot_be_fulfilled_is_told_by_its_own_step() -> None:
    strange = replace(OWNED, sid=None, sends_messages=False)
    decision = check(wishing(ANY, BY_SID, attempts=[], owned_numbers=(strange,)))
    assert isinstance(decision, AskHuman)
    assert [task.step for task in decision.tasks] == ["phone_number_addition.2"]
