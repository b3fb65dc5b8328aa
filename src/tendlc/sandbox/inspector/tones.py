"""Tones: whether a status is good news, under way, or bad news.

Colour alone tells nobody anything: the pages always write the status beside it.
"""

from __future__ import annotations

from typing import Final

_GOOD: Final = frozenset(
    "twilio-approved approved verified vetted_verified compliant registered active in-use completed"
    " delivered success verify approve vet register twilio_approved 200 created".split()
)
_MOVING: Final = frozenset(
    "pending-review in-review pending in_review in_progress pending_registration"
    " pending_deregistration waiting retrying queued submit resubmitted send-to-review".split()
)
_BAD: Final = frozenset(
    "twilio-rejected failed suspended noncompliant failure closed expired unverified rejected"
    " reject fail-verification fail-registration fail-vetting fail suspend given-up".split()
)


def tone(status: object) -> str:
    """Return good, moving, bad or plain."""
    word = str(status).lower()
    if word in _GOOD:
        return "good"
    if word in _MOVING:
        return "moving"
    if word in _BAD or word.startswith(("fail", "reject")):
        return "bad"
    return "plain"


def tone_of_answer(status: int) -> str:
    """Return the tone of an HTTP status; 0 stands for a dropped connection."""
    if 200 <= status < 400:
        return "good"
    return "moving" if 400 <= status < 500 else "bad"
