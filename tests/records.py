"""Records of one customer, in a few words: what was tried and what came of it, what was seen, when.

Times are seconds after `START`. `record` numbers the attempts of a step in the order given, so a
case is one line: `record(lost(STEP, BUY), absent(STEP, BUY, at=100))`. `words` puts a decision into
a line of text that a table of cases can hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tendlc.domain.actions import Action
from tendlc.domain.approval import Approval
from tendlc.domain.observed import (
    BrandSeen,
    BundleSeen,
    CampaignSeen,
    EvaluationSeen,
    Seen,
)
from tendlc.domain.onboarding import Onboarding, Target, TargetKind, Unreadable
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.subjects import (
    AvailableNumbers,
    Brand,
    BrandVettings,
    Bundle,
    BundleKind,
    CampaignOfService,
    Evaluation,
    Number,
    NumberOfService,
    Observations,
    OwnedNumber,
    PrimaryProfile,
    Subject,
    UseCases,
)
from tendlc.domain.tasks import Owner, Task
from tendlc.domain.terms import Isv, Terms
from tendlc.engine.queries import records
from tendlc.entrypoints.words.tasks import words_of
from tendlc.ports import Filter, Store
from tendlc.rules import quotes
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Done, Look, ReadBack, Wait
from tests import cast
from tests.fakes import START

SANDBOX = Target(kind=TargetKind.SANDBOX, account_sid="AC" + "1" * 32, world_id="w1.1")
LIVE = Target(kind=TargetKind.LIVE, account_sid="AC" + "1" * 32)
TERMS = Terms(isv=Isv(status_email="watch@isv.example"))
MOST_DECISIONS = 100
_PATH = re.compile(r"[a-z_]+(\[\d\])?(\.[a-z_]+(\[\d\])?)*")
SENT = "d" * 32
"""The digest of an attempt that names no action: something else was sent."""

NOTHING = Observations()
_NAMES: dict[type[Subject], str] = {
    PrimaryProfile: "primary",
    Bundle: "{}",
    Evaluation: "{}_evaluation",
    Brand: "brand",
    BrandVettings: "vetting",
    UseCases: "use_cases",
    CampaignOfService: "campaign",
    AvailableNumbers: "available_numbers",
    OwnedNumber: "owned_numbers",
    Number: "phone_numbers",
    NumberOfService: "phone_numbers",
}
_SUBJECTS: dict[str, Callable[[Any], Subject]] = {
    "primary": lambda seen: PrimaryProfile(sid=None),
    "brand": lambda seen: Brand(sid=seen.sid),
    "vetting": lambda seen: BrandVettings(brand_sid=seen.brand_sid),
    "use_cases": lambda seen: UseCases(messaging_service_sid="MG1", brand_registration_sid="BN1"),
    "campaign": lambda seen: CampaignOfService(messaging_service_sid="MG1"),
    "available_numbers": lambda seen: AvailableNumbers(ordinal=seen.ordinal, area_code=None),
    "owned_numbers": lambda seen: OwnedNumber(ordinal=seen.ordinal, sid=None, phone_number=None),
    "phone_numbers": lambda seen: Number(sid=seen.sid),
}
_OF_BUNDLES = [f"{kind}{of}" for kind in BundleKind for of in ("", "_evaluation")]

Decide = Callable[[Onboarding], Decision | None]


def every_record(store: Store) -> list[Onboarding | Unreadable]:
    """Read all records of a small ledger, by target and key."""
    rows = store.page(Filter(), limit=1000).rows
    keys = dict.fromkeys(row.key for row in rows)
    found = {(one.target, one.key): one for key in keys for one in records(store, key)}
    return [found[row.target, row.key] for row in rows]


def at(seconds: float = 0) -> datetime:
    """Return the moment so many seconds after `START`."""
    return START + timedelta(seconds=seconds)


def record(*attempts: Attempt, **fields: Any) -> Onboarding:
    """Return Acme's record in the sandbox with these attempts; `fields` replace what it has."""
    customer = fields.pop("customer", None) or cast.acme()
    known = Onboarding(
        key=customer.customer,
        target=SANDBOX,
        customer=customer,
        enrolled_at=START,
        attempts=_numbered(attempts),
    )
    return replace(known, **fields)


def after(onboarding: Onboarding, *names: StepName) -> Onboarding:
    """Return the record with the objects of these steps made first, where they are not there."""
    first = [made(name) for name in names if onboarding.sid_of(name) is None]
    return replace(onboarding, attempts=(*first, *onboarding.attempts))


def buying(number: int) -> Step:
    """Return the step that buys the number of a wish."""
    return Step(StepName.PHONE_NUMBER, number)


def adding(number: int) -> Step:
    """Return the step that adds it to the messaging service."""
    return Step(StepName.PHONE_NUMBER_ADDITION, number)


def removing(number: int) -> Step:
    """Return the step that takes it out again."""
    return Step(StepName.PHONE_NUMBER_REMOVAL, number)


def approved(onboarding: Onboarding) -> Onboarding:
    """Return the record with all that is due agreed to."""
    approval = Approval(at=START, actor="jane", lines=quotes.due(onboarding))
    return replace(onboarding, approvals=(*onboarding.approvals, approval))


def attempt(
    step: Step | StepName,
    action: Action | None = None,
    result: Result | None = None,
    *,
    at: float = 0,
    took: float = 1,
    **fields: Any,
) -> Attempt:
    """Return one try, noted `at` and answered after `took` seconds."""
    noted_at = START + timedelta(seconds=at)
    tried = Attempt(
        step=step if isinstance(step, Step) else Step(step),
        number=1,
        action=type(action).__name__ if action else "",
        digest=action.digest() if action else SENT,
        retry_round=0,
        noted_at=noted_at,
        send_by=noted_at + TERMS.patience.send_window,
        result=result,
        result_at=noted_at + timedelta(seconds=took) if result else None,
    )
    return replace(tried, **fields)


def _sid(step: Step | StepName) -> str:
    return str(step if isinstance(step, Step) else Step(step))


def made(step: Step | StepName, action: Action | None = None, **fields: Any) -> Attempt:
    """The object is there; it has the step's own name for a SID where no other is given."""
    return attempt(step, action, Result.MADE, **{"sid": _sid(step)} | fields)


def adopted(step: Step | StepName, action: Action | None = None, **fields: Any) -> Attempt:
    """The answer was lost, and reading back found the object."""
    return attempt(step, action, Result.ADOPTED, **{"sid": _sid(step)} | fields)


def found_first(step: Step | StepName, **fields: Any) -> Attempt:
    """Nothing was sent: the object was there from before."""
    return attempt(step, None, Result.ADOPTED, digest="", **{"sid": _sid(step)} | fields)


def missed_first(step: Step | StepName, **fields: Any) -> Attempt:
    """Nothing was sent: the object was looked for and is not there."""
    return attempt(step, None, Result.ABSENT, digest="", **fields)


def refused(step: Step | StepName, action: Action | None = None, **fields: Any) -> Attempt:
    return attempt(step, action, Result.REFUSED, **fields)


def not_processed(step: Step | StepName, action: Action | None = None, **fields: Any) -> Attempt:
    return attempt(step, action, Result.NOT_PROCESSED, **fields)


def lost(step: Step | StepName, action: Action | None = None, **fields: Any) -> Attempt:
    """The request left and no answer came."""
    return attempt(step, action, Result.UNKNOWN, **fields)


def under_way(step: Step | StepName, action: Action | None = None, **fields: Any) -> Attempt:
    """The intent is noted and nothing more is known: the process may have died."""
    return attempt(step, action, None, **fields)


def absent(
    step: Step | StepName, action: Action | None = None, *, missed: Sequence[float], **fields: Any
) -> Attempt:
    """The answer was lost, and reading back found nothing at the times of `missed`."""
    absences = tuple(at(seconds) for seconds in missed)
    return attempt(step, action, Result.ABSENT, absences=absences, **fields)


def seen_bundle(status: str, *, at: float = 0, **fields: Any) -> BundleSeen:
    """Return a customer profile or trust product as seen `at`."""
    moment = START + timedelta(seconds=at)
    return replace(BundleSeen(seen_at=moment, sid="BU1", status=status, updated_at="v1"), **fields)


def seen_brand(status: str, *, at: float = 0, **fields: Any) -> BrandSeen:
    """Return a brand as seen `at`; it has reached The Campaign Registry."""
    moment = START + timedelta(seconds=at)
    brand = BrandSeen(seen_at=moment, sid="BN1", status=status, updated_at="v1", tcr_id="B1")
    return replace(brand, **fields)


def seen_campaign(status: str, *, at: float = 0, **fields: Any) -> CampaignSeen:
    """Return a campaign as seen `at`."""
    moment = START + timedelta(seconds=at)
    campaign = CampaignSeen(seen_at=moment, sid="QE1", status=status, updated_at="v1")
    return replace(campaign, **fields)


def last_seen(known: Observations = NOTHING, **seen: Any) -> Observations:
    """Put what is named in the place of what was `known`; None takes it away.

    Names are `primary`, `brand`, `vetting`, `use_cases`, `campaign`, a bundle, a bundle with
    `_evaluation`; and in tuples `available_numbers`, `owned_numbers` and `phone_numbers`.
    """
    now: list[tuple[Subject, Seen]] = []
    for name, given in seen.items():
        each = given if isinstance(given, tuple) else (given,)
        now += [(_subject(name, one), one) for one in each if one is not None]
    left = [(one, was) for one, was in known.items() if _name(one) not in seen]
    return Observations([*left, *now])


def _name(subject: Subject) -> str:
    return _NAMES[type(subject)].format(getattr(subject, "bundle", ""))


def _subject(name: str, seen: Any) -> Subject:
    if name in _OF_BUNDLES:
        bundle = BundleKind(name.removesuffix("_evaluation"))
        evaluation = isinstance(seen, EvaluationSeen)
        return (Evaluation if evaluation else Bundle)(bundle=bundle, sid=seen.sid)
    return _SUBJECTS[name](seen)


def carry_out(onboarding: Onboarding, decide: Decide) -> tuple[Onboarding, list[Act]]:
    """Let every write be made, and every first look find nothing, until `decide` says no more.

    What a step made has the step's own name for a SID.
    """
    writes: list[Act] = []
    for _ in range(MOST_DECISIONS):
        match decide(onboarding):
            case Act() as act:
                writes.append(act)
                done = made(act.step, act.action, number=act.number, sid=str(act.step))
                done = replace(done, retry_round=onboarding.retry_round)
                onboarding = onboarding.with_attempt(done)
            case ReadBack(blind=True) as back:
                onboarding = onboarding.with_attempt(missed_first(back.step))
            case _:
                return onboarding, writes
    raise AssertionError(f"no end in sight after {writes[-1].step}")


def amended(onboarding: Onboarding, part: str, **fields: Any) -> Onboarding:
    """Change fields of one part of the customer document, such as `address`."""
    changed = getattr(onboarding.customer, part).model_copy(update=fields)
    return replace(onboarding, customer=onboarding.customer.model_copy(update={part: changed}))


def words(decision: Decision | None) -> str:
    """Put a decision into a line, such as `act 2`, `wait 75` or `ask brand_failed`."""
    match decision:
        case None:
            return "settled"
        case Act():
            return f"act {decision.number}"
        case ReadBack():
            return f"{'look first' if decision.blind else 'read back'} {decision.number}"
        case Look():
            return f"look at {type(decision.subject).__name__}"
        case Wait():
            assert is_phrase(decision.what), decision.what
            return f"wait {_seconds(decision.until)}"
        case AskHuman():
            for task in decision.tasks:
                check_words_of(task)
            asked = f"ask {', '.join(task.code for task in decision.tasks)}"
            return f"{asked} until {_seconds(decision.until)}" if decision.until else asked
        case Done():
            return "done"


def check_words_of(task: Task) -> None:
    """See that a task is written as people write: sentences, paths of the document, one command."""
    words = words_of(task)
    assert re.match(r"[A-Z`]", words.reason), words.reason
    assert not _is_shouted(words.reason), words.reason
    assert is_sentence(words.next_step), words.next_step
    assert isinstance(task.owner, Owner)
    assert task.command or "No edit and no retry helps" in words.next_step
    assert all(_PATH.fullmatch(path) for path in task.fields), task.fields
    assert words.cost is None or words.cost[0] == "$" or is_phrase(words.cost), words.cost
    assert re.fullmatch(r"[a-z_]+(\.\d+)?", str(task.step)), task.step
    assert (words.support_text is None) is (task.owner is not Owner.TWILIO_SUPPORT)
    if words.support_text is not None:
        assert is_sentence(words.support_text) or words.support_text == words.reason


def is_sentence(text: str) -> bool:
    """Say whether a text begins as a sentence does, ends as one, and is not shouted."""
    framed = re.match(r"([A-Z`]|tendlc ).*[.]$", text, re.DOTALL)
    return bool(framed) and not _is_shouted(text)


def _is_shouted(text: str) -> bool:
    """Say whether a text has four words in capitals in a row, or a placeholder left in it."""
    return bool(re.search(r"(\b[A-Z]{2,}\b[ ,.']*){4}|XX", text))


def is_phrase(text: str) -> bool:
    """Say whether a text can stand in the middle of a sentence, such as `the brand review`."""
    return bool(re.match(r"[a-z].*[a-z)]$", text))


def _seconds(moment: datetime) -> str:
    return f"{(moment - START).total_seconds():g}"


def _numbered(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    seen: Counter[Step] = Counter()
    numbered = []
    for tried in attempts:
        seen[tried.step] += 1
        numbered.append(replace(tried, number=seen[tried.step]))
    return tuple(numbered)
