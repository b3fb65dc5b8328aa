"""Rules over the flags and keywords of a campaign; its texts are not judged here.

How people agree is told in texts, and texts are judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

_STOPS: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
_HELPS: Final = frozenset({"HELP", "INFO"})

NO_CONSENT: Final = Rule(id="no-consent", codes=(30896,), source="Twilio, error 30896")
KEYWORDS: Final = Rule(
    id="keyword-of-another-meaning", codes=(30887,), source="Twilio, opt-out keywords"
)
NO_STOP: Final = Rule(
    id="stop-not-among-keywords", codes=(30887,), source="Twilio, opt-out keywords"
)


def people_agreed(customer: Customer) -> Iterator[Finding]:
    """30896: a campaign whose receivers did not agree."""
    if not customer.campaign.subscriber_opt_in:
        yield NO_CONSENT.error(
            "campaign.subscriber_opt_in",
            "is false: people who did not agree may not be sent anything",
            text="false",
            instead="true, once everybody on the list has agreed",
        )


def keywords_mean_one_thing(customer: Customer) -> Iterator[Finding]:
    """30887: a word that starts messages although carriers take it for a stop or a question."""
    campaign = customer.campaign
    for number, word in enumerate(campaign.opt_in_keywords):
        if word.upper() in _STOPS | _HELPS:
            meaning = "stops messages" if word.upper() in _STOPS else "asks for help"
            yield KEYWORDS.error(
                f"campaign.opt_in_keywords[{number}]",
                f"{word} {meaning} and cannot start them",
                text=word,
                instead="a word such as JOIN or START",
            )
    if campaign.opt_out_keywords and "STOP" not in map(str.upper, campaign.opt_out_keywords):
        yield NO_STOP.warning(
            "campaign.opt_out_keywords", "do not include STOP", instead="STOP as well"
        )


CHECKS: Final = (people_agreed, keywords_mean_one_thing)
