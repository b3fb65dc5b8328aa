"""Tones: whether a status is good news, under way, or bad news.

Colour alone tells nobody anything: the pages always write the status beside it.
"""

from __future__ import annotations

from typing import Final

_GOOD: Final = """
    twilio-approved approved verified vetted_verified compliant registered active in-use completed
    delivered success verify approve vet register
"""
_MOVING: Final = """
    pending-review in-review pending in_review in_progress pending_registration
    pending_deregistration waiting held retrying queued submit resubmitted send-to-review
"""
_BAD: Final = """
    twilio-rejected suspended noncompliant closed expired unverified given-up suspend removed
    lost refused dropped
"""
_TONES: Final = {
    word: tone
    for tone, words in (("good", _GOOD), ("moving", _MOVING), ("bad", _BAD))
    for word in words.split()
}


def tone(status: object) -> str:
    """Return good, moving, bad or plain."""
    word = str(status).lower()
    if word.startswith(("fail", "reject")):
        return "bad"
    return _TONES.get(word, "plain")


def tone_of_answer(status: int) -> str:
    """Return the tone of an HTTP status; 0 stands for a dropped connection."""
    if 200 <= status < 400:
        return "good"
    return "moving" if 400 <= status < 500 else "bad"
