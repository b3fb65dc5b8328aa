"""What a reviewer can see in a message flow: how people come to agree, and what spoils it.

One question a function. As with the other texts of a campaign a doubtful case is no objection: a
sentence that also says no, or a flow that also says optional, is believed.
"""

from __future__ import annotations

import re
from typing import Final

from tendlc.sandbox.behaviour.magic import unmarked

_SENTENCE: Final = re.compile(r"[^.;!?]+(?:[.;!?](?!\s|$)[^.;!?]*)*")
_NEGATION: Final = re.compile(r"\b(?:no|not|never|neither|nor|without|cannot|un-?)\b|n't\b", re.I)
_CLOSE_NEGATION: Final = re.compile(
    r"(?:\b(?:no|not|never|without|cannot)\b|n't\b)(?:\W+\w+){0,2}\W*$", re.I
)
_TEXTED: Final = (
    r"\b[Tt]ext(?:s|ed|ing)? (?:the )?(?:key)?(?:word )?[\"'\u201c\u2018]?"
    r"(?!STOP|HELP|END|QUIT|CANCEL|INFO|SMS|MMS|UNSUBSCRIBE)[A-Z]{2,}"
)
"""A keyword that somebody texts, unless it is one that ends the messages."""
_CONSENT: Final = re.compile(
    r"(?i:\bopt(?:s|ed|ing)?[ -]?in|\bconsent|\bagree|\bsubscri|\bsign(?:s|ed|ing)?[ -]?up|\bjoin"
    r"|\bcheck(?:s|ed|ing)? (?:a|an|the|this|our)\b|\btick|\bbox\b|\bform\b|\benrol|\bregist"
    r"|\bsubmit|\benter|\brequest|\bask(?:s|ed)?\b|\bverbal|\bpermission|\bconfirm|\bauthori[sz])"
    rf"|{_TEXTED}"
)
_KEYWORD: Final = re.compile(rf"{_TEXTED}[\"'\u201d\u2019]? to\b")
_TICKED: Final = re.compile(
    r"(?<!un-)\b(?:pre-?|already |automatically )(?:checked|ticked|selected)\b"
    r"|(?<!un-)\b(?:checked|ticked|selected) (?:by default|in advance|beforehand)\b",
    re.I,
)
_MUST: Final = (
    r"(?:must|ha(?:s|ve) to|needs? to|(?:is|are) required to) (?:check|tick|agree|consent|accept)\b"
)
_TO_GO_ON: Final = (
    r"to (?:continue|proceed|complete|finish|pay|order|book|check ?out|place|create|register"
    r"|submit)\b"
)
_CONDITION: Final = re.compile(
    rf"\b{_MUST}[^.;]*\b(?:before (?:they|he|she|you|paying|ordering|booking)|{_TO_GO_ON})"
    rf"|\b{_TO_GO_ON}[^.;]*\b{_MUST}"
    r"|\bconsent (?:to \w+(?: \w+)? )?is (?:required|mandatory|a condition|obligatory)\b"
    r"|\bby (?:placing an? order|ordering|creating an account|purchasing|buying"
    r"|making a purchase)\b[^.;]*\b(?:agree|consent)\w*"
    r" to (?:receive|get|be sent|our (?:texts?|messages)|texts?|sms)\b",
    re.I,
)
_FREE_TO_CHOOSE: Final = re.compile(
    r"\boptional|\bnot (?:required|a condition|mandatory)|\bvoluntar|\bun-?(?:check|tick)ed", re.I
)
_LOGIN: Final = re.compile(
    r"\b(?:after|once|when) (?:\w+ ){0,3}(?:log(?:ged|ging|s)?[ -]?in(?:to)?\b"
    r"|sign(?:ed|ing|s)?[ -]?in(?:to)? (?:\w+ ){0,3}(?:accounts?|portal|app|dashboard|profile)\b)"
    r"|\bbehind (?:a|the) login|\brequires? (?:a |an )?(?:login|log-in|password)\b",
    re.I,
)
_EVIDENCE: Final = re.compile(
    r"\bscreen ?shots?\b|\bscreen ?captures?\b|\bimages?\b|\bpublicly", re.I
)
_SHARING: Final = re.compile(
    r"\b(?:share[sd]?|sharing|sell|sells|sold|rent|rented|pass|passed)\b[^.;]*"
    r"\b(?:marketing partners?|partners?|affiliates?|third[ -]part(?:y|ies)|other companies"
    r"|advertisers?|sponsors?)\b",
    re.I,
)
_BOUGHT: Final = re.compile(
    r"\b(?:buy|bought|purchased?|rent|rented|acquired?|scraped?)\b (?:(?!from\b)\w+ ){0,3}"
    r"(?:lists?|leads|databases?|(?:phone )?numbers from)\b",
    re.I,
)
_CHANNEL: Final = r"(?:e-?mails?|(?:phone |voice |telephone )?calls?)"
_TEXT: Final = r"(?:texts?|sms|text messages?)"
_LISTED: Final = (
    r"(?:[ ,/&]|\b(?:and|or|automated|marketing|e-?mails?|calls?|texts?|messages?|phone)\b){1,12}?"
)
_BUNDLED: Final = re.compile(
    r"\b(?:agree|consent)\w* to (?:receive |get |be sent )?(?:\w+ ){0,3}?"
    rf"(?:{_CHANNEL}{_LISTED}{_TEXT}|{_TEXT}{_LISTED}{_CHANNEL})\b",
    re.I,
)


def describes_consent(message_flow: str) -> bool:
    """Say whether a flow speaks of consent, or of an act by which somebody gives it.

    Words that a negation stands right before do not count: without consent is none.
    """
    return any(
        not _CLOSE_NEGATION.search(sentence[: match.start()])
        for sentence in _sentences(message_flow)
        for match in _CONSENT.finditer(sentence)
    )


def invites_a_keyword(message_flow: str) -> bool:
    """Say whether people join by texting a keyword."""
    return bool(_KEYWORD.search(unmarked(message_flow)))


def ticks_beforehand(message_flow: str) -> bool:
    """Say whether the box for consent is ticked before anybody has chosen."""
    return _says(message_flow, _TICKED)


def makes_it_a_condition(message_flow: str) -> bool:
    """Say whether nobody gets on without consent, or an order or an account stands for it."""
    free = _FREE_TO_CHOOSE.search(unmarked(message_flow))
    return not free and _says(message_flow, _CONDITION)


def hides_behind_a_login(message_flow: str) -> bool:
    """Say whether the opt-in is seen by members alone, and nothing is shown in its place."""
    shown = _EVIDENCE.search(unmarked(message_flow))
    return not shown and _says(message_flow, _LOGIN)


def shares_or_buys_numbers(message_flow: str) -> bool:
    """Say whether numbers go to others for their own ends, or came from others."""
    return _says(message_flow, _SHARING) or _says(message_flow, _BOUGHT)


def bundles_channels(message_flow: str) -> bool:
    """Say whether one consent is for texts and for calls or e-mails at once."""
    return _says(message_flow, _BUNDLED)


def _says(text: str, pattern: re.Pattern[str]) -> bool:
    """Say whether a sentence matches that has no negation in it."""
    return any(
        pattern.search(sentence) and not _NEGATION.search(sentence) for sentence in _sentences(text)
    )


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(unmarked(text))
