"""What Twilio said of a problem, what it means, and what brings back what was rejected for it.

Meanings and remedies of codes stand in the catalog. A code that the catalog lacks is shown with
Twilio's own text, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tendlc.catalog.error_codes import ErrorCode, Way, error_codes
from tendlc.domain.observed import Problem
from tendlc.rules.document_paths import unplaced
from tendlc.rules.remedies import has_other_cause

HOW: Final[Mapping[Way, str]] = {
    "edit": "Fix the fields in the file.",
    "page": "Fix the web page, or the field where it names the wrong page.",
    "mail": "Fix the mailbox, or the field where it names the wrong one.",
    "retry": "Submit it again when that is done.",
    "wait": "Wait a while before you submit it again.",
    "support": "Send the text below to Twilio Support and wait for the answer.",
    "authentication": "Have the link in the Authentication+ mail opened within seven days of the "
    "mail. The command looks at it, and submits what was rejected again.",
    "recreate": "Fix the fields in the file. A campaign keeps its use case, keywords and replies, "
    "so the command deletes it and creates it again, which costs the vetting fee again.",
    "new_brand": "tendlc does not register a second brand for a customer: send the text below to "
    "Twilio Support. The command looks at the brand again.",
    "none": "No edit and no retry helps.",
}
"""What to do, by the way back; the catalog's remedy says it more closely where there is one."""


def told(problem: Problem) -> str:
    """Give the code, Twilio's words and ours; "no reason given" where there are none."""
    return f"{problem.code}: {said(problem)}" if problem.code else said(problem)


def with_reason(what: str, problem: Problem) -> str:
    """Say what happened, with the code of the error and the reason behind one colon."""
    code = f" (error {problem.code})" if problem.code else ""
    return f"{what}{code}: {said(problem)}"


def said(problem: Problem) -> str:
    """Give Twilio's words and ours, without the code."""
    known = _known(problem)
    meaning = known.meaning if known else ""
    words = problem.text or meaning or "no reason given"
    if problem.text and meaning and problem.text != meaning:
        words = f"{problem.text} ({meaning})"
    if known is None and problem.url:
        words = f"{words} See {problem.url}"
    named = unplaced(problem.fields)
    if named:
        words = f"{words} Twilio names {', '.join(named)}"
    return words


def remedy(problem: Problem, way: Way) -> str:
    """Say what to do about a problem, whose way back is known."""
    if has_other_cause(problem, way):
        return HOW[way]
    known = _known(problem)
    if known is None:
        return (
            "The code is not known here. Fix what the text names, if it names something of the "
            f"customer's; otherwise: {HOW['support']}"
        )
    if known.owner == "twilio_support" and way == "retry":
        return f"{known.remedy} The text below is for them."
    return f"{known.remedy} {HOW[way]}"


def _known(problem: Problem) -> ErrorCode | None:
    return error_codes().get(problem.code or 0)
