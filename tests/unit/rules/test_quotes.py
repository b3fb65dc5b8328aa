"""What is still to be paid for a record, what a write takes, and how far an approval reaches."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal

import pytest

from tendlc.catalog.fees import fees as known_fees
from tendlc.domain import actions
from tendlc.domain.actions import Action, RegisterBrand, ResendBrandAuthenticationMail
from tendlc.domain.approval import Approval, Price, QuoteLine
from tendlc.domain.customer import BrandOptions, Customer, PhoneNumberWish
from tendlc.domain.observed import OwnedNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules import quotes
from tests import cast
from tests.fakes import START
from tests.records import (
    LIVE,
    absent,
    adopted,
    approved,
    found_first,
    last_seen,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    refused,
    under_way,
)

CAMPAIGN = [("campaign vetting", 1, "15.00"), ("campaign", 1, "1.50")]
VETTED = ("brand registration with secondary vetting", 1, "46.00")
UNVETTED = ("brand registration", 1, "4.50")
PUBLIC = ("Authentication+", 1, "12.50")
NUMBER = Step(StepName.PHONE_NUMBER)
BRAND = Step(StepName.BRAND_REGISTRATION)
MAIL = Step(StepName.BRAND_AUTHENTICATION_MAIL)
BOUGHT = PhoneNumberWish(area_code="303")
OWNED = PhoneNumberWish(phone_number_sid="PN" + "5" * 32)


def numbers(count: int) -> tuple[str, int, str | None]:
    """Return the line of the phone numbers, whose price the fee table need not have."""
    known = sorted((f.date, str(f.usd)) for f in known_fees() if f.item == "phone_number_month")
    return "phone number", count, known[-1][1] if known else None


def lines(onboarding: Onboarding) -> list[tuple[str, int, str | None]]:
    told = quotes.due(onboarding)
    return [(x.what, x.count, str(x.price.usd) if x.price else None) for x in told]


def with_numbers(*wishes: PhoneNumberWish) -> Customer:
    return cast.acme().model_copy(update={"phone_numbers": wishes})


def buy(tried: Attempt) -> Attempt:
    return replace(tried, action="BuyPhoneNumber")


def mail(tried: Attempt) -> Attempt:
    return replace(tried, action="ResendBrandAuthenticationMail")


def register(tried: Attempt) -> Attempt:
    return replace(tried, action="RegisterBrand")


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        pytest.param(cast.acme(), [VETTED, *CAMPAIGN, numbers(1)], id="private company"),
        pytest.param(cast.golf_city(), [VETTED, *CAMPAIGN, numbers(1)], id="government"),
        pytest.param(cast.foxtrot(), [UNVETTED, *CAMPAIGN, numbers(1)], id="low volume"),
        pytest.param(cast.delta_aid(), [UNVETTED, *CAMPAIGN, numbers(1)], id="non-profit"),
        pytest.param(cast.borealis(), [VETTED, PUBLIC, *CAMPAIGN, numbers(2)], id="public company"),
        pytest.param(with_numbers(OWNED), [VETTED, *CAMPAIGN], id="owned number"),
        pytest.param(
            with_numbers(BOUGHT, OWNED, BOUGHT),
            [VETTED, *CAMPAIGN, numbers(2)],
            id="two numbers bought, one owned",
        ),
    ],
)
def test_everything_that_costs_money_is_due_at_the_start(
    customer: Customer, expected: list[tuple[str, int, str | None]]
) -> None:
    assert lines(record(customer=customer)) == expected


NAMED = PhoneNumberWish(phone_number="+13035550100")


def looked_up(sid: str | None, *, wished: str = "+13035550100", stale: bool = False) -> Onboarding:
    seen = OwnedNumberSeen(seen_at=START, ordinal=1, wished=wished, sid=sid, stale=stale)
    return record(customer=with_numbers(NAMED), observed=last_seen(owned_numbers=(seen,)))


@pytest.mark.parametrize(
    ("onboarding", "bought"),
    [
        pytest.param(record(customer=with_numbers(NAMED)), 1, id="not looked up yet"),
        pytest.param(looked_up("PN1"), 0, id="the account owns it"),
        pytest.param(looked_up("PN1", stale=True), 0, id="by the last look"),
        pytest.param(looked_up(None), 1, id="the account does not own it"),
        pytest.param(looked_up("PN1", wished="+13035550199"), 1, id="another number was looked up"),
        pytest.param(
            record(made(StepName.PHONE_NUMBER_ADDITION, sid="PN1"), customer=with_numbers(NAMED)),
            0,
            id="it is in the service",
        ),
    ],
)
def test_a_number_that_the_account_owns_is_not_one_to_buy(
    onboarding: Onboarding, bought: int
) -> None:
    found = [line.count for line in quotes.due(onboarding) if line.what == "phone number"]
    assert sum(found) == bought


@pytest.mark.parametrize(
    ("tries", "used"),
    [
        ((register(made(BRAND)),), 1),
        ((register(made(BRAND)), mail(made(MAIL))), 2),
        ((register(made(BRAND)), mail(lost(MAIL))), 2),
        ((register(made(BRAND)), mail(refused(MAIL))), 1),
    ],
)
def test_each_mail_of_authentication_plus_is_a_further_piece_of_its_line(
    tries: tuple[Attempt, ...], used: int
) -> None:
    again = ResendBrandAuthenticationMail(sid="BN1")
    (line,) = quotes.taken_by(again, record(*tries, customer=cast.borealis()))
    assert (line.what, line.count, line.used) == ("Authentication+", 1, used)
    assert line.usd == Decimal("12.50")


@pytest.mark.parametrize(
    ("tried", "still_due"),
    [
        pytest.param(made(BRAND), False, id="made"),
        pytest.param(adopted(BRAND), False, id="adopted"),
        pytest.param(found_first(BRAND), False, id="there from before"),
        pytest.param(lost(BRAND), False, id="in doubt"),
        pytest.param(under_way(BRAND), False, id="under way"),
        pytest.param(under_way(BRAND, digest=""), True, id="being looked for"),
        pytest.param(missed_first(BRAND), True, id="not there from before"),
        pytest.param(refused(BRAND), True, id="refused"),
        pytest.param(not_processed(BRAND), True, id="not processed"),
        pytest.param(absent(BRAND, missed=[61, 121]), True, id="never arrived"),
    ],
)
def test_what_was_paid_or_may_have_been_is_not_due_again(tried: Attempt, still_due: bool) -> None:
    onboarding = record(register(tried))
    assert lines(onboarding) == ([VETTED] if still_due else []) + [*CAMPAIGN, numbers(1)]


def test_numbers_are_due_one_by_one() -> None:
    tries = (buy(made(NUMBER)), buy(refused(Step(StepName.PHONE_NUMBER, 2))))
    onboarding = record(*tries, customer=with_numbers(BOUGHT, BOUGHT, BOUGHT))
    assert lines(onboarding)[-1] == numbers(2)
    assert quotes.due(onboarding)[-1].used == 1


@pytest.mark.parametrize(
    ("tried", "used"),
    [
        pytest.param(buy(made(NUMBER)), 1, id="made"),
        pytest.param(buy(adopted(NUMBER)), 1, id="adopted"),
        pytest.param(buy(lost(NUMBER)), 1, id="in doubt"),
        pytest.param(buy(under_way(NUMBER)), 1, id="under way"),
        pytest.param(buy(found_first(NUMBER)), 0, id="there from before"),
        pytest.param(buy(refused(NUMBER)), 0, id="refused"),
        pytest.param(buy(not_processed(NUMBER)), 0, id="not processed"),
        pytest.param(buy(absent(NUMBER, missed=[61, 121])), 0, id="never arrived"),
        pytest.param(register(made(BRAND)), 0, id="another write"),
    ],
)
def test_what_was_taken_is_counted_by_the_requests_that_were_sent(
    tried: Attempt, used: int
) -> None:
    line = quotes.due(record(tried, customer=with_numbers(BOUGHT, BOUGHT)))[-1]
    assert (line.what, line.used) == ("phone number", used)


PAID = [
    kind
    for kind in vars(actions).values()
    if isinstance(kind, type) and getattr(kind, "paid", False)
]


def price(usd: str, most: str | None = None, per: str = "once") -> Price:
    return Price(usd=Decimal(usd), usd_max=Decimal(most) if most else None, per=per)


def line(count: int = 1, of: Price | None = None, *, used: int = 0, what: str = "x") -> QuoteLine:
    return QuoteLine(what=what, count=count, price=of, used=used)


@pytest.mark.parametrize(
    ("agreed", "due", "covered"),
    [
        pytest.param(line(1), line(1), True, id="the same"),
        pytest.param(line(1), line(2), False, id="one more"),
        pytest.param(line(3), line(2), True, id="fewer"),
        pytest.param(line(1), line(1, used=1), False, id="a second one"),
        pytest.param(line(2), line(1, used=1), True, id="the second of two"),
        pytest.param(line(2, used=3), line(1, used=4), True, id="three had been taken before"),
        pytest.param(line(2, used=3), line(1, used=5), False, id="all five are taken"),
        pytest.param(line(what="y"), line(), False, id="something else"),
        pytest.param(line(of=price("4.50")), line(of=price("4.50")), True, id="the same price"),
        pytest.param(line(of=price("4.50")), line(of=price("4.51")), False, id="dearer"),
        pytest.param(line(of=price("4.50")), line(of=price("4.49")), True, id="cheaper"),
        pytest.param(line(of=price("1", "10")), line(of=price("2", "10")), True, id="in range"),
        pytest.param(line(of=price("1", "10")), line(of=price("1", "11")), False, id="wider"),
        pytest.param(line(of=price("2")), line(of=price("1", "3")), False, id="a range now"),
        pytest.param(
            line(of=price("2")), line(of=price("1", per="month")), False, id="each month now"
        ),
        pytest.param(line(), line(of=price("1")), False, id="a price that was not shown"),
        pytest.param(line(of=price("1")), line(), False, id="a price that is no longer known"),
    ],
)
def test_an_approval_reaches_as_far_as_its_lines(
    agreed: QuoteLine, due: QuoteLine, covered: bool
) -> None:
    assert agreed.covers(due) is covered
    approval = Approval(at=START, actor="jane", lines=(line(what="z"), agreed))
    assert approval.covers(due) is covered


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(), [], id="a sandbox"),
        pytest.param(record(target=LIVE), ["brand", "campaign", "number"], id="nothing agreed to"),
        pytest.param(approved(record(target=LIVE)), [], id="all agreed to"),
        pytest.param(
            replace(approved(record(target=LIVE)), customer=with_numbers(BOUGHT, BOUGHT)),
            ["brand", "campaign", "number"],
            id="one more number: the whole quote",
        ),
        pytest.param(
            approved(record(register(made(BRAND)), buy(made(NUMBER)), target=LIVE)),
            [],
            id="what was paid is not asked about",
        ),
        pytest.param(
            record(register(made(BRAND)), target=LIVE), ["campaign", "number"], id="an old record"
        ),
    ],
)
def test_what_is_due_is_asked_about_where_the_last_approval_ends(
    onboarding: Onboarding, expected: list[str]
) -> None:
    told = " ".join(line.what for line in quotes.unapproved(onboarding))
    assert [what for what in ("brand", "campaign", "number") if what in told] == expected


def test_the_last_approval_decides() -> None:
    onboarding = approved(record(target=LIVE, customer=with_numbers(BOUGHT, BOUGHT)))
    fewer = Approval(at=START, actor="jane", lines=quotes.due(record()))
    assert quotes.unapproved(onboarding) == ()
    assert quotes.unapproved(replace(onboarding, approvals=(*onboarding.approvals, fewer)))


def test_what_the_plan_stopped_at_is_asked_about_too() -> None:
    done = approved(record(register(made(BRAND)), target=LIVE))
    further = QuoteLine(what="campaign vetting", count=1, price=None, used=7)
    asked = quotes.unapproved(done, [further, line(what="a new brand")])
    assert [line.what for line in asked] == [
        "campaign vetting",
        "campaign",
        "phone number",
        "a new brand",
    ]


@pytest.mark.parametrize("kind", PAID)
def test_every_paid_write_takes_lines_of_the_quote_and_is_counted_by_them(
    kind: type[Action],
) -> None:
    action = kind(
        **{field.name: BrandOptions() if field.name == "brand" else "" for field in fields(kind)}
    )
    before = quotes.taken_by(action, record(customer=cast.borealis()))
    assert before
    assert kind.__name__ not in [line.what for line in before], "a line of plain words"
    after = quotes.taken_by(action, record(under_way(BRAND, action), customer=cast.borealis()))
    assert after == tuple(replace(line, used=1) for line in before)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayForNews(Action):
    """A write that the quote knows nothing of."""

    paid = True


def test_a_paid_write_that_the_quote_does_not_know_has_a_line_of_its_own_name() -> None:
    (line,) = quotes.taken_by(PayForNews(), record(under_way(BRAND, PayForNews())))
    assert line == QuoteLine(what="PayForNews", count=1, price=None, used=1)


def test_the_brand_that_is_sent_decides_about_its_line() -> None:
    brand = RegisterBrand(
        customer_profile_bundle_sid="BU1",
        a2p_profile_bundle_sid="BU2",
        brand=BrandOptions(skip_automatic_sec_vet=True),
    )
    low_volume = quotes.taken_by(brand, record())
    vetted = quotes.taken_by(replace(brand, brand=BrandOptions()), record())
    assert [line.what for line in low_volume] == ["brand registration"]
    assert [line.what for line in vetted] == ["brand registration with secondary vetting"]


def test_a_line_costs_the_newest_price_for_each_piece() -> None:
    by_name = {line.what: line for line in quotes.due(record(customer=cast.borealis()))}
    assert by_name["brand registration with secondary vetting"].usd == Decimal("46.00")
    assert by_name["Authentication+"].usd == Decimal("12.50")
    assert replace(by_name["Authentication+"], count=2).usd == Decimal("25.00")
    newest = max(fee.date for fee in known_fees() if fee.item == "authentication_plus")
    price = by_name["Authentication+"].price
    assert price is not None
    assert price.date == newest
    assert line(2).usd is None


def test_the_amount_of_an_approval_is_what_is_paid_once() -> None:
    approval = Approval(
        at=START,
        actor="jane",
        lines=(line(2, price("4.50")), line(of=price("2", per="month")), line(of=price("15"))),
    )
    assert approval.amount == Decimal("24.00")
