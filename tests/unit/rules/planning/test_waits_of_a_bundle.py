"""What Twilio did not process for a bundle waits for its next try, whichever piece it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.catalog import policies
from tendlc.domain.actions import EvaluateBundle, UpdateEndUser
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.rules.planning import customer_profile
from tendlc.rules.planning.decision import Act, Decision
from tests.records import TERMS, amended, at, carry_out, not_processed, record, words
from tests.unit.rules.planning.test_customer_profile import EVALUATE, seen

INFORMATION = Step(StepName.BUSINESS_INFORMATION)


def decide(onboarding: Onboarding) -> Decision | None:
    return customer_profile.decide(onboarding, TERMS, at(500))


def complete() -> Onboarding:
    """Return a profile whose pieces are made, and which is not evaluated yet."""
    done, writes = carry_out(record(observed=seen("draft")), decide)
    assert EVALUATE in [write.step for write in writes]
    kept = [a for a in done.attempts if a.step.name is not StepName.CUSTOMER_PROFILE_SUBMISSION]
    kept = [a for a in kept if a.step != EVALUATE]
    return replace(done, attempts=tuple(kept))


def test_an_evaluation_names_the_policy_of_the_profile() -> None:
    decision = decide(complete())
    assert isinstance(decision, Act)
    assert isinstance(decision.action, EvaluateBundle)
    assert decision.action.bundle is BundleKind.CUSTOMER_PROFILE
    assert decision.action.policy_sid == policies.SECONDARY_CUSTOMER_PROFILE


@pytest.mark.parametrize("step", [EVALUATE, INFORMATION], ids=str)
def test_what_was_not_processed_waits(step: Step) -> None:
    edited = complete()
    if step == INFORMATION:
        edited = amended(edited, "business_information", business_name="Another Name LLC")
    act = decide(edited)
    assert isinstance(act, Act)
    assert act.step == step
    assert isinstance(act.action, EvaluateBundle | UpdateEndUser)
    tried = not_processed(step, act.action, number=act.number, at=499.5)
    assert words(decide(edited.with_attempt(tried))) == "wait 501.5"
