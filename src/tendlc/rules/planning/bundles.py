"""What customer profile and trust product have in common: evaluate, submit, await the verdict.

Both are TrustHub bundles. A bundle's contents are a hash over everything in it; what was last
evaluated or submitted is compared with what should be there now, so a mended bundle goes again
by itself and nobody calls up the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import Action, AssignEntity, EvaluateBundle, SubmitBundle
from tendlc.domain.observed import BundleSeen, EvaluationSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import BUNDLE, Standing, standing
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.tasks import Command, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import deadlines, remedies
from tendlc.rules.planning.attempts import create_once, is_current, keep_current, pursue
from tendlc.rules.planning.decision import AskHuman, Decision, Look, Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a bundle: its step, the write that makes it, and the one that changes it.

    There is no `update` of what cannot be changed, or is not made yet.
    """

    step: Step
    create: Action
    update: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleState:
    """One bundle of one customer, gathered for the questions below."""

    kind: BundleKind
    sid: str
    policy_sid: str
    pieces: tuple[Piece, ...]
    contents: str
    seen: BundleSeen | None
    evaluation: EvaluationSeen | None

    @property
    def title(self) -> str:
        return self.kind.replace("_", " ")

    @property
    def evaluate_step(self) -> Step:
        return Step(StepName(f"{self.kind}_evaluation"))

    @property
    def submit_step(self) -> Step:
        return Step(StepName(f"{self.kind}_submission"))


def gather(
    onboarding: Onboarding,
    kind: BundleKind,
    sid: str,
    policy_sid: str,
    pieces: Iterable[Piece],
    *besides: str,
) -> BundleState:
    """Gather a bundle that is there; `besides` is hashed into its contents as well."""
    there = tuple(pieces)
    return BundleState(
        kind=kind,
        sid=sid,
        policy_sid=policy_sid,
        pieces=there,
        contents=contents((*wished_contents(there), *besides)),
        seen=onboarding.observed.last(BundleSeen, bundle=kind),
        evaluation=onboarding.observed.last(EvaluationSeen, bundle=kind),
    )


def decide(
    onboarding: Onboarding,
    create: Action,
    state: Callable[[Onboarding], BundleState],
    step: Step,
    terms: Terms,
    now: datetime,
    *,
    look_first: bool,
) -> Decision | None:
    """Say what a bundle of ours needs next; None while it is under review or approved.

    Args:
        onboarding: the record.
        create: the write that makes the bundle.
        state: gathers the bundle once it is there.
        step: the step that makes it.
        terms: the ISV's terms.
        now: the time of the plan.
        look_first: it may be there from before this ledger.
    """
    decision = create_once(onboarding, step, create, terms, now, look_first=look_first)
    if decision is not None:
        return decision
    bundle = state(onboarding)
    decision = (
        settle_submission(onboarding, bundle, terms, now)
        or look_unless_seen(bundle)
        or gone(bundle)
    )
    if decision is not None or not is_open(bundle):
        return decision
    return keep_pieces(onboarding, step, bundle.pieces, terms, now) or evaluate_and_submit(
        onboarding, bundle, terms, now
    )


def assigned(
    step: Step, kind: BundleKind, bundle_sid: str | None, object_sid: str | None
) -> Iterator[Piece]:
    """Give the piece that puts an object into a bundle, once both are there."""
    if bundle_sid and object_sid:
        create = AssignEntity(bundle=kind, bundle_sid=bundle_sid, object_sid=object_sid)
        yield Piece(step=step, create=create)


def contents(wished: Iterable[str]) -> str:
    """Hash everything that belongs into a bundle."""
    return hashlib.sha256("\n".join(wished).encode()).hexdigest()[:32]


def keep_pieces(
    onboarding: Onboarding, first: Step, pieces: Iterable[Piece], terms: Terms, now: datetime
) -> Decision | None:
    """Walk a bundle's pieces in the guide's order; each is made once and then kept current.

    A piece is looked for first where the one before it was there from before this ledger. One that
    another must be made for is not among them yet; the one before it is made first.
    """
    before = first
    for piece in pieces:
        look_first = onboarding.was_there_before(before.name, before.ordinal)
        step, create = piece.step, piece.create
        decision = create_once(onboarding, step, create, terms, now, look_first=look_first)
        if decision is None and piece.update is not None:
            decision = keep_current(onboarding, step, piece.update, terms, now)
        if decision is not None:
            return decision
        before = step
    return None


def wished_contents(pieces: Iterable[Piece]) -> Iterator[str]:
    """Give the digest of every piece that people can change, without what Twilio makes of it."""
    for piece in pieces:
        if piece.create.content:
            yield piece.create.digest()


def look_unless_seen(state: BundleState) -> Decision | None:
    """Look at a bundle that nobody has seen since it was last written to."""
    if state.seen is None or state.seen.stale:
        return Look(subject=subjects.Bundle(bundle=state.kind, sid=state.sid))
    return None


def settle_submission(
    onboarding: Onboarding, state: BundleState, terms: Terms, now: datetime
) -> Decision | None:
    """Read back a submission with a lost answer; None where there is none.

    It comes before any look: once the bundle is seen under review or approved, nothing would ask
    any more what became of the submission, and all that hangs on its success would wait for ever.
    """
    last = onboarding.last_attempt(state.submit_step)
    if last is None or not last.in_doubt:
        return None
    return pursue(onboarding, state.submit_step, _submission(state), terms, now)


def is_open(state: BundleState) -> bool:
    """Say whether the bundle can be edited: a draft, or rejected."""
    return _standing(state) in (Standing.OPEN, Standing.BAD)


def gone(state: BundleState) -> Decision | None:
    """Ask people about a bundle that is no longer there, or in a status that nobody knows."""
    if _standing(state) not in (Standing.GONE, Standing.UNKNOWN):
        return None
    status = state.seen.status if state.seen else "unknown"
    data = {"bundle": _name(state), "status": status}
    task = remedies.support(TaskCode.BUNDLE_LOST, _name(state), state.sid, data)
    return AskHuman(tasks=(task,))


def evaluate_and_submit(
    onboarding: Onboarding, state: BundleState, terms: Terms, now: datetime
) -> Decision:
    """Say what brings the contents of an open bundle under review.

    Source: guide steps 1.10, 1.11, 2.5 and 2.6.
    """
    evaluate = EvaluateBundle(
        bundle=state.kind,
        bundle_sid=state.sid,
        policy_sid=state.policy_sid,
        contents=state.contents,
    )
    if not _done_this_round(onboarding, state.evaluate_step, evaluate):
        return pursue(onboarding, state.evaluate_step, evaluate, terms, now)
    if state.evaluation is None or not state.evaluation.compliant:
        return AskHuman(tasks=_noncompliant(state))
    submit = _submission(state)
    if not _done_this_round(onboarding, state.submit_step, submit):
        return pursue(onboarding, state.submit_step, submit, terms, now)
    return AskHuman(tasks=_rejected(state))


def await_verdict(
    onboarding: Onboarding, state: BundleState, terms: Terms, now: datetime
) -> Decision | None:
    """Look at a review now and then until it has ended; None where it has."""
    if (look := look_unless_seen(state)) is not None:
        return look
    if state.seen is None or _standing(state) is not Standing.MOVING:
        return None
    submitted = onboarding.last_success(state.submit_step)
    since = submitted.noted_at if submitted else onboarding.enrolled_at
    at = deadlines.next_look(since, state.seen.seen_at, terms.patience)
    if now >= at:
        return Look(subject=subjects.Bundle(bundle=state.kind, sid=state.sid))
    # fact: timing-bundle-to-verdict
    if now - since > terms.patience.bundle_in_review:
        data = {"bundle": _name(state)}
        task = remedies.support(TaskCode.BUNDLE_IN_REVIEW, _name(state), state.sid, data)
        return AskHuman(tasks=(task,), until=at)
    return Wait(until=at, what=f"the review of the {state.title} ({state.seen.status})")


def _submission(state: BundleState) -> SubmitBundle:
    return SubmitBundle(
        bundle=state.kind,
        bundle_sid=state.sid,
        contents=state.contents,
        seen_updated_at=state.seen.updated_at if state.seen else None,
    )


def _done_this_round(onboarding: Onboarding, step: Step, action: Action) -> bool:
    """Say whether this was done with these contents since a person last asked for a retry."""
    last = onboarding.last_attempt(step)
    fresh = last is not None and last.retry_round >= onboarding.retry_round
    return fresh and is_current(onboarding, step, action)


def _standing(state: BundleState) -> Standing:
    return standing(BUNDLE, state.seen.status) if state.seen else Standing.UNKNOWN


def _name(state: BundleState) -> str:
    return state.kind.value


def _noncompliant(state: BundleState) -> tuple[Task, ...]:
    problems = state.evaluation.problems if state.evaluation else ()
    return remedies.verdict(
        TaskCode.NONCOMPLIANT,
        str(state.evaluate_step),
        problems,
        sid=state.sid,
        data={"bundle": _name(state)},
    )


def _rejected(state: BundleState) -> tuple[Task, ...]:
    problems = state.seen.problems if state.seen else ()
    data = {"bundle": _name(state)}
    if _standing(state) is Standing.OPEN:
        task = remedies.isv(
            TaskCode.STILL_DRAFT, str(state.submit_step), command=Command.RETRY, data=data
        )
        return (task,)
    return remedies.verdict(
        TaskCode.BUNDLE_REJECTED, _name(state), problems, sid=state.sid, data=data
    )
