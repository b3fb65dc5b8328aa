"""Whatever Twilio does and whenever the process dies, an onboarding comes to an end and pays once.

A person is simulated too: mends the document after a rejection, asks for a retry after a refusal,
answers a doubt. When misfortune is used up, the customer must be ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tendlc.adapters.notify.listeners import ListenerNotifier
from tendlc.domain.actions import Action, CreateCampaign
from tendlc.domain.approval import Approval, QuoteLine
from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.domain.observed import PhoneNumberSeen
from tendlc.domain.onboarding import Lane, Onboarding, Stage, Target, TargetKind
from tendlc.domain.tasks import Command, Task
from tendlc.domain.terms import Isv, Terms
from tendlc.engine import answers, commands
from tendlc.engine.engine import Engine
from tendlc.engine.reconcile import reconcile
from tendlc.errors import NotProcessed
from tendlc.rules import quotes
from tests import cast
from tests.fakes import START, FixedClock, InMemoryStore
from tests.simulated_twilio import Crash, Fate, SimulatedTwilio

MOST_TURNS = 400
SANDBOX = Target(kind=TargetKind.SANDBOX, account_sid="AC" + "1" * 32, world_id="w")
LIVE = Target(kind=TargetKind.LIVE, account_sid="AC" + "1" * 32)
ONCE = (
    "customer_profile",
    "trust_product",
    "address",
    "supporting_document",
    "brand",
    "messaging_service",
    "campaign",
    "phone_number",
    "service_number",
)
UNLUCKY = [fate for fate in Fate if fate is not Fate.DONE]
MISHAPS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(UNLUCKY)), max_size=6)
WEEKS = 3 * 7 * 24 * 3600
JUMPS = st.dictionaries(st.integers(0, 40), st.integers(-WEEKS, WEEKS), max_size=4)
"""How far the clock is set forward or back, and before which turn."""
POLITICAL_TOO = [*cast.everybody(), cast.hometown_pac()]
VERDICTS = st.lists(
    st.sampled_from(["customer_profile", "trust_product", "brand", "vetting", "mail", "campaign"]),
    max_size=4,
)


@dataclass
class Life:
    """One customer's registration, played to its end."""

    customer: Customer
    mishaps: list[tuple[int, Fate]]
    rejections: list[str]
    wait_for_approval: bool
    jumps: dict[int, float] = field(default_factory=dict)
    clock: FixedClock = field(default_factory=FixedClock)
    target: Target = SANDBOX
    approves: bool = True
    mended: int = 0
    asked_support: bool = False
    unpaid: bool = False
    asked: int = 0
    recreates: bool = True
    recreated: int = 0
    mails_agreed: int = 0
    campaign_problem: int = 30886
    lane: Lane = Lane.FREE
    asks: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.twilio = SimulatedTwilio(self.clock, self._fate, self._verdict)
        self.twilio.problems["campaign"] = self.campaign_problem
        terms = Terms(
            isv=Isv(status_email="watch@isv.example"), wait_for_approval=self.wait_for_approval
        )
        self.engine = Engine(
            target=self.target,
            terms=terms,
            store=InMemoryStore(),
            gateway=self.twilio,
            clock=self.clock,
            notifier=ListenerNotifier([]),
        )

    def play(self) -> Onboarding:
        commands.enrol(self.engine, self.customer)
        for number in range(MOST_TURNS):
            self.clock.advance(self.jumps.get(number, 0))
            self._ask(self.asks.pop(number, ""))
            onboarding = self.turn()
            if onboarding is not None and onboarding.stage is Stage.REGISTERED and not self.asks:
                return onboarding
            if self.asked_support or self.unpaid:
                assert onboarding is not None
                return onboarding
        raise AssertionError("the onboarding never came to an end")

    def turn(self) -> Onboarding | None:
        lane, self.lane = self.lane, Lane.FREE
        try:
            ended = reconcile(self.engine, self.customer.customer, lane)
        except (Crash, NotProcessed):
            self.clock.advance(1)
            return None
        if ended.hand_over:
            self.lane = ended.lane
            return None
        if ended.due_at is not None:
            self.clock.wait_until(ended.due_at)
        elif ended.onboarding.tasks:
            self._act(ended.onboarding)
        return ended.onboarding

    def _ask(self, what: str) -> None:
        """Ask for something in the middle of it all, which the next job takes up."""
        if what == "retry":
            self.mails_agreed += 1
            commands.retry(self.engine, self.customer.customer)
        elif what:
            commands.look_again(self.engine, self.customer.customer)

    def _act(self, onboarding: Onboarding) -> None:
        """Do what the task says: answer, ask Support, mend the document, or try again."""
        task = onboarding.tasks[0]
        self.asked += 1
        if task.code == "approval_missing":
            self.unpaid = not self.approves
            if self.approves:
                self.approve(quotes.unapproved(onboarding, task.quote))
        elif task.code == "brand_in_doubt":
            brand = next((t.sid for t in self.twilio.things.values() if t.kind == "brand"), None)
            assert task.step
            answers.answer(self.engine, onboarding.key, task.step, brand)
        elif task.code in ("reopen_bundle", "brand_updates_used_up", "changes_not_sent"):
            self.asked_support = True
        elif task.code in ("request_refused", "noncompliant"):
            commands.retry(self.engine, onboarding.key)
        elif task.code == "authentication_failed":
            self._agree_to_a_mail()
        elif task.code == "campaign_recreation" and not self.recreates:
            self.asked_support = True
        elif task.code == "campaign_recreation":
            self.recreated += 1
            enrolment = commands.prepare(self.engine, self.customer, recreate_campaign=True)
            commands.commit(self.engine, enrolment)
        elif task.code == "campaign_failed":
            self._mend_campaign(fixed=task.command is Command.RECREATE_CAMPAIGN)
        else:
            self._mend(task)

    def approve(self, lines: Sequence[QuoteLine]) -> None:
        approval = Approval(at=self.clock.now(), actor="jane", lines=tuple(lines))
        enrolment = commands.prepare(self.engine, self.customer)
        commands.commit(self.engine, enrolment, approval)

    def _agree_to_a_mail(self) -> None:
        """Have the mail sent again; every other time to another address."""
        self.mails_agreed += 1
        if self.mails_agreed % 2:
            mailbox = {"brand_contact_email": f"legal{self.mails_agreed}@borealis.example"}
            changed = self.customer.messaging_profile.model_copy(update=mailbox)
            self.customer = self.customer.model_copy(update={"messaging_profile": changed})
        commands.enrol(self.engine, self.customer, retry=True)

    def _mend_campaign(self, *, fixed: bool) -> None:
        """Edit what the review names: the description, or a text that is set at creation."""
        self.mended += 1
        name = "help_message" if fixed else "description"
        words = f"Help is at 303-555-0142, help@acme.example ({self.mended}). Reply STOP to end."
        changed = self.customer.campaign.model_copy(update={name: words})
        self.customer = self.customer.model_copy(update={"campaign": changed})
        commands.enrol(self.engine, self.customer)

    def swap_number(self) -> None:
        """Wish for a number of another area in place of the first."""
        others = self.customer.phone_numbers[1:]
        wish = PhoneNumberWish(area_code="415")
        self.customer = self.customer.model_copy(update={"phone_numbers": (wish, *others)})
        commands.enrol(self.engine, self.customer)

    def _mend(self, task: Task) -> None:
        self.mended += 1
        business = self.customer.business_information
        profile = self.customer.messaging_profile
        brand = self.customer.brand
        if task.code == "vetting_failed":
            token = cast.hometown_pac_document(1 + self.mended)["brand"]["campaign_verify_token"]
            brand = brand.model_copy(update={"campaign_verify_token": token})
        self.customer = self.customer.model_copy(
            update={
                "brand": brand,
                "business_information": business.model_copy(
                    update={"business_name": f"Acme {self.mended} LLC"}
                ),
                "messaging_profile": profile.model_copy(
                    update={"brand_contact_email": f"press{self.mended}@acme.example"}
                ),
            }
        )
        commands.enrol(self.engine, self.customer)

    def _fate(self, action: Action) -> Fate:
        number = len(self.twilio.requests) - 1
        for at, fate in self.mishaps:
            if at == number:
                return fate
        return Fate.DONE

    def _verdict(self, kind: str) -> bool:
        if kind in self.rejections:
            self.rejections.remove(kind)
            return False
        return True


@given(
    customer=st.sampled_from(POLITICAL_TOO),
    mishaps=MISHAPS,
    rejections=VERDICTS,
    wait_for_approval=st.booleans(),
    jumps=JUMPS,
    campaign_problem=st.sampled_from([30886, 30890]),
    asks=st.dictionaries(st.integers(0, 40), st.sampled_from(["retry", "look"]), max_size=3),
)
def test_every_onboarding_ends_and_pays_once(
    customer: Customer,
    mishaps: list[tuple[int, Fate]],
    rejections: list[str],
    wait_for_approval: bool,
    jumps: dict[int, float],
    campaign_problem: int,
    asks: dict[int, str],
) -> None:
    life = Life(
        customer,
        mishaps,
        list(rejections),
        wait_for_approval,
        jumps,
        campaign_problem=campaign_problem,
        asks=dict(asks),
    )
    onboarding = life.play()
    assert not life.engine.store.after(life.target, onboarding.key, onboarding.mark)
    assert only_the_newest_is_in_doubt(onboarding)
    if not life.asked_support:
        assert onboarding.stage is Stage.REGISTERED
        wanted = {kind: 1 for kind in ONCE}
        bought = [w for w in customer.phone_numbers if w.phone_number_sid is None]
        wanted |= {"phone_number": len(bought), "service_number": len(customer.phone_numbers)}
        assert {kind: life.twilio.count(kind) for kind in ONCE} == wanted
    assert life.twilio.count("brand") <= 1
    assert life.twilio.count("campaign") <= 1
    assert life.twilio.count("mail") <= 1 + life.mails_agreed
    created = [a for a in life.twilio.requests if isinstance(a, CreateCampaign)]
    assert len({*map(repr, created)}) <= 1 + life.recreated


def only_the_newest_is_in_doubt(onboarding: Onboarding) -> bool:
    """Say whether every attempt that a newer one at its step replaced is closed."""
    doubts = (tried for tried in onboarding.attempts if tried.in_doubt)
    return all(tried == onboarding.last_attempt(tried.step) for tried in doubts)


@given(mishaps=st.lists(st.tuples(st.integers(20, 45), st.sampled_from(UNLUCKY)), max_size=6))
def test_a_number_that_is_swapped_is_bought_once_and_the_old_one_leaves(
    mishaps: list[tuple[int, Fate]],
) -> None:
    life = Life(cast.acme(), mishaps, [], wait_for_approval=False)
    first = life.play()
    life.swap_number()
    second = life.play()
    assert (life.twilio.count("phone_number"), life.twilio.count("service_number")) == (2, 1)
    members = [t.sid for t in life.twilio.things.values() if t.kind == "service_number"]
    old, new = (seen.observed.each(PhoneNumberSeen)[-1].sid for seen in (first, second))
    assert members == [new] != [old]


@given(customer=st.sampled_from(POLITICAL_TOO), turns=st.integers(0, 40))
def test_a_lost_ledger_never_pays_twice(customer: Customer, turns: int) -> None:
    life = Life(customer, [], [], wait_for_approval=False)
    commands.enrol(life.engine, customer)
    for _ in range(turns):
        life.turn()
    life.engine = replace(life.engine, store=InMemoryStore())
    assert life.play().stage is Stage.REGISTERED
    bought = [w for w in customer.phone_numbers if w.phone_number_sid is None]
    paid = {"brand": 1, "campaign": 1, "phone_number": len(bought)}
    assert {kind: life.twilio.count(kind) for kind in paid} == paid


@given(
    customer=st.sampled_from(POLITICAL_TOO),
    mishaps=MISHAPS,
    back=st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True),
)
def test_a_clock_that_was_set_back_blocks_nobody_for_weeks(
    customer: Customer, mishaps: list[tuple[int, Fate]], back: list[int]
) -> None:
    life = Life(customer, mishaps, [], False, dict.fromkeys(back, -WEEKS))
    begun = life.clock.now()
    assert life.play().stage is Stage.REGISTERED
    assert life.clock.now() - begun < timedelta(days=1)
    names = [type(action).__name__ for action in life.twilio.requests]
    assert max(names.count(name) for name in set(names)) < 20, "endless writes"


@st.composite
def parts_of_the_quote(draw: st.DrawFn) -> tuple[Customer, list[QuoteLine]]:
    """Draw a customer, and what somebody agreed to: one line may lack pieces, or be too cheap."""
    customer = draw(st.one_of(st.just(with_numbers(4)), st.sampled_from(cast.everybody())))
    quote = due_at_start(customer)
    line = draw(st.one_of(st.just(quote[-1]), st.sampled_from(quote)))
    price = line.price
    if price and draw(st.booleans()):
        price = replace(price, usd=price.usd / 2, usd_max=None)
    agreed = replace(line, count=draw(st.integers(0, line.count + 1)), price=price)
    return customer, [agreed if one is line else one for one in quote]


def due_at_start(customer: Customer) -> tuple[QuoteLine, ...]:
    fresh = Onboarding(key="x", target=LIVE, customer=customer, enrolled_at=START)
    return quotes.due(fresh)


def with_numbers(count: int) -> Customer:
    wishes = tuple(PhoneNumberWish() for _ in range(count))
    return cast.acme().model_copy(update={"phone_numbers": wishes})


def agreed_to(customer: Customer, lines: list[QuoteLine], what: str) -> int:
    """Count the pieces that were agreed to at the price that they have."""
    prices = {line.what: line.price for line in due_at_start(customer)}
    return sum(x.count for x in lines if what in x.what and x.price == prices[x.what])


@given(part=parts_of_the_quote(), mishaps=MISHAPS, rejections=VERDICTS)
def test_nothing_is_bought_beyond_what_was_agreed_to_and_a_person_is_asked(
    part: tuple[Customer, list[QuoteLine]],
    mishaps: list[tuple[int, Fate]],
    rejections: list[str],
) -> None:
    customer, lines = part
    life = Life(customer, mishaps, list(rejections), False, target=LIVE, approves=False)
    commands.enrol(life.engine, customer)
    life.approve(lines)
    onboarding = life.play()
    bought = {kind: life.twilio.count(kind) for kind in ("brand", "campaign", "phone_number")}
    assert bought["brand"] <= agreed_to(customer, lines, "brand registration")
    assert bought["campaign"] <= agreed_to(customer, lines, "campaign vetting")
    assert bought["phone_number"] <= agreed_to(customer, lines, "phone number")
    assert life.twilio.count("mail") <= agreed_to(customer, lines, "Authentication+")
    if not life.asked_support:
        assert life.unpaid is (onboarding.stage is not Stage.REGISTERED)
        missing = [line for task in onboarding.tasks for line in task.quote]
        assert life.unpaid is bool(missing)
        assert all(quotes.unapproved(onboarding, [line]) for line in missing)


@given(
    customer=st.sampled_from([*cast.everybody(), with_numbers(4)]),
    mishaps=MISHAPS,
    rejections=VERDICTS,
    part=st.integers(0, 4),
)
def test_who_agrees_to_what_is_asked_gets_ready_and_pays_once(
    customer: Customer, mishaps: list[tuple[int, Fate]], rejections: list[str], part: int
) -> None:
    life = Life(customer, mishaps, list(rejections), False, target=LIVE)
    commands.enrol(life.engine, customer)
    life.approve(due_at_start(customer)[:part])
    onboarding = life.play()
    assert life.asked_support or onboarding.stage is Stage.REGISTERED
    assert life.twilio.count("brand") <= 1
    assert life.twilio.count("campaign") <= 1
    assert life.twilio.count("phone_number") <= len(customer.phone_numbers)


@given(
    customer=st.sampled_from(cast.everybody()),
    turns=st.integers(0, 40),
    retry=st.booleans(),
    wait_for_approval=st.booleans(),
)
def test_a_ledger_from_a_backup_never_pays_twice(
    customer: Customer, turns: int, retry: bool, wait_for_approval: bool
) -> None:
    life = Life(customer, [], [], wait_for_approval)
    commands.enrol(life.engine, customer)
    for _ in range(turns):
        life.turn()
    backup = deepcopy(life.engine.store)
    assert life.play().stage is Stage.REGISTERED
    life.engine = replace(life.engine, store=backup)
    if retry:
        commands.enrol(life.engine, customer)
        commands.retry(life.engine, customer.customer)
    assert life.play().stage is Stage.REGISTERED
    bought = [w for w in customer.phone_numbers if w.phone_number_sid is None]
    once = {kind: 1 for kind in ONCE}
    once |= {"phone_number": len(bought), "service_number": len(customer.phone_numbers)}
    assert {kind: life.twilio.count(kind) for kind in ONCE} == once
    assert not life.asked, "what Twilio holds tells that the ledger is old"


def test_undisturbed_onboarding_makes_each_request_once() -> None:
    life = Life(cast.acme(), [], [], wait_for_approval=False)
    life.play()
    names = [type(action).__name__ for action in life.twilio.requests]
    assert len(names) == len(set(map(repr, life.twilio.requests))), "no write went twice"
    assert names.count("RegisterBrand") == names.count("CreateCampaign") == 1


def _number_gone(twilio: SimulatedTwilio) -> None:
    added = next(key for key, thing in twilio.things.items() if thing.kind == "service_number")
    del twilio.things[added]


def _campaign_suspended(twilio: SimulatedTwilio) -> None:
    next(t for t in twilio.things.values() if t.kind == "campaign").status = "SUSPENDED"


def _brand_suspended(twilio: SimulatedTwilio) -> None:
    next(t for t in twilio.things.values() if t.kind == "brand").status = "SUSPENDED"


SINCE = {
    "number_not_in_service": _number_gone,
    "campaign_stuck": _campaign_suspended,
    "brand_stuck": _brand_suspended,
}


@given(
    customer=st.sampled_from(POLITICAL_TOO),
    happened=st.lists(st.sampled_from(list(SINCE)), max_size=3, unique=True),
)
def test_a_registered_customer_who_is_run_again_is_looked_at_and_nothing_is_sent(
    customer: Customer, happened: list[str]
) -> None:
    life = Life(customer, [], [], wait_for_approval=False)
    life.play()
    sent, before = len(life.twilio.requests), deepcopy(life.twilio.things)
    for code in happened:
        SINCE[code](life.twilio)
    ended = run_again(life)
    assert len(life.twilio.requests) == sent
    assert {task.code for task in ended.tasks} <= set(happened)
    assert (ended.stage is Stage.REGISTERED) is (not happened)
    life.twilio.things = before
    assert run_again(life).stage is Stage.REGISTERED
    assert len(life.twilio.requests) == sent


def run_again(life: Life) -> Onboarding:
    """Do as somebody does who runs a customer again, until there is nothing left to look at."""
    commands.enrol(life.engine, life.customer)
    lane = Lane.FREE
    for _ in range(MOST_TURNS):
        try:
            ended = reconcile(life.engine, life.customer.customer, lane)
        except NotProcessed:
            life.clock.advance(1)
            continue
        lane = ended.lane
        if not ended.hand_over and ended.due_at is None:
            return ended.onboarding
    raise AssertionError("the run never came to an end")
