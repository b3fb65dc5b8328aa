"""What stands in the customer document and has not reached Twilio, field by field.

Each step that carries fields of the document notes what they said when it was sent. A note counts
once its attempt has succeeded; of an object that was there from before this ledger nobody knows
what it was sent with, so nothing is said of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from tendlc.domain.campaign import Campaign
from tendlc.domain.customer import Customer
from tendlc.domain.field_types import changeable
from tendlc.domain.onboarding import Onboarding, Sent
from tendlc.domain.steps import Attempt, Step, StepName

_SECTIONS: Mapping[StepName, str] = {
    StepName.BUSINESS_INFORMATION: "business_information",
    StepName.ADDRESS: "address",
    StepName.MESSAGING_PROFILE: "messaging_profile",
    StepName.MESSAGING_SERVICE: "messaging_service",
    StepName.CAMPAIGN: "campaign",
    StepName.CAMPAIGN_UPDATE: "campaign",
}
"""Which section of the document each step carries; representatives have a step each."""

_EDITABLE: Final = frozenset(f"campaign.{name}" for name in changeable(Campaign))
"""What an edit of a failed campaign carries."""

PROFILE = ("business_information", "authorized_representatives", "address")
"""The sections of the customer profile; the trust product has `messaging_profile`."""


def unsent(onboarding: Onboarding) -> tuple[str, ...]:
    """Give the paths of the fields whose value was not what Twilio was last sent."""
    known, wished = last_sent(onboarding), _values(onboarding.customer)
    return tuple(path for path in known if wished.get(path) != known[path])


def last_sent(onboarding: Onboarding) -> dict[str, str]:
    """Give the value, as JSON, that Twilio was last sent for each path of the document."""
    known: dict[str, str] = {}
    for note in onboarding.sent:
        if _succeeded(onboarding, note):
            known |= dict(note.values)
    return known


def of_sections(paths: tuple[str, ...], *sections: str) -> tuple[str, ...]:
    """Keep the paths that lie in these sections."""
    return tuple(path for path in paths if path.partition(".")[0].partition("[")[0] in sections)


def fixed_with_campaign(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the paths of what is set when a campaign is created, and never again."""
    return tuple(path for path in of_sections(paths, "campaign") if path not in _EDITABLE)


def noted(onboarding: Onboarding, attempt: Attempt) -> Onboarding:
    """Note what the document says for an attempt that is about to be sent.

    Kept of the step are this note and the last one whose attempt succeeded; a new campaign leaves
    nothing of the one before.
    """
    values = tuple(_carried(onboarding.customer, attempt.step))
    if not values:
        return onboarding
    kept = [note for note in onboarding.sent if not _overtaken(onboarding, note, attempt.step)]
    note = Sent(step=attempt.step, number=attempt.number, values=values)
    return replace(onboarding, sent=(*kept, note))


def _overtaken(onboarding: Onboarding, note: Sent, step: Step) -> bool:
    if note.step == step:
        last = onboarding.last_success(step)
        return last is None or last.number != note.number
    of_campaigns = (StepName.CAMPAIGN, StepName.CAMPAIGN_UPDATE)
    return step.name is StepName.CAMPAIGN and note.step.name in of_campaigns


def _succeeded(onboarding: Onboarding, note: Sent) -> bool:
    tries = onboarding.attempts_at(note.step)
    return any(tried.number == note.number and tried.succeeded for tried in tries)


def _carried(customer: Customer, step: Step) -> Iterator[tuple[str, str]]:
    section = _SECTIONS.get(step.name)
    if step.name is StepName.AUTHORIZED_REPRESENTATIVE:
        section = f"authorized_representatives[{step.ordinal - 1}]"
    if section is None:
        return
    for path, text in _values(customer).items():
        if not path.startswith(f"{section}."):
            continue
        if step.name is not StepName.CAMPAIGN_UPDATE or path in _EDITABLE:
            yield path, text


def _values(customer: Customer) -> dict[str, str]:
    return dict(_leaves("", customer.model_dump(mode="json", exclude={"brand", "customer"})))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Give each field with its value as text; a list of plain values is one field."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}".lstrip("."), inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for place, inner in enumerate(value):
            yield from _leaves(f"{path}[{place}]", inner)
    else:
        yield path, json.dumps(value, ensure_ascii=False)
