"""The review of a campaign: the quick check of its fields, then what reviewers read.

The patterns look for what the published reasons of rejection name and a machine can see: flags that
the samples contradict, link shorteners, lending without its flag, content that is not carried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tendlc.catalog.throughput import Throughput, throughputs
from tendlc.sandbox.behaviour.magic import Marks
from tendlc.sandbox.behaviour.verdict import HELD, Fault, Verdict, asked_for, verdict_on

_LINK: Final = re.compile(
    r"https?://|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|us|gov|edu|example|ly)\b", re.I
)
_PHONE: Final = re.compile(r"(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}|\+?1?\d{10}\b")
_CONTACT: Final = re.compile(rf"@|{_LINK.pattern}|{_PHONE.pattern}", re.I)
_SHORTENERS: Final = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|rb\.gy|cutt\.ly|t\.ly)\b", re.I
)
_PLAIN_HTTP: Final = re.compile(r"\bhttp://", re.I)
_LENDING: Final = re.compile(r"\b(?:lending|lenders?|loans?|mortgages?)\b", re.I)
_ALCOHOL: Final = re.compile(r"\b(?:alcohol|beer|brewery|wine|winery|liquor|spirits)\b", re.I)
_CONTENT: Final[Mapping[int, re.Pattern[str]]] = {
    30883: re.compile(r"\b(?:cannabis|marijuana|cbd|thc|vape|vaping|tobacco)\b", re.I),
    30897: re.compile(
        r"\b(?:payday loans?|cryptocurrency|crypto|gambling|casino|debt (?:relief|consolidation)"
        r"|lead generation)\b",
        re.I,
    ),
}
_ASCII_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What a campaign's review sees: the campaign as stored, and what its brand may be.

    `political` says whether it may be a political organisation: those skip secondary vetting, or
    are tax-exempt.
    """

    campaign: Mapping[str, Any]
    tax_exempt: bool
    political: bool
    marks: Marks

    def samples(self) -> str:
        """Return the message samples, one a line."""
        return "\n".join(self.campaign["message_samples"])

    def texts(self) -> str:
        """Return everything that a reviewer reads."""
        parts = (self.campaign["description"], self.campaign["message_flow"], self.samples())
        return "\n".join(parts)


def review_fields(facts: CampaignFacts) -> Verdict:
    """Judge the fields that are checked within a second of the creation."""
    faults = []
    if not facts.campaign["privacy_policy_url"]:
        faults.append(Fault(30933, ("PRIVACY_POLICY_URL",), "no privacy policy URL"))
    if not facts.campaign["terms_and_conditions_url"]:
        faults.append(Fault(30934, ("TERMS_AND_CONDITIONS_URL",), "no terms and conditions URL"))
    return verdict_on(faults)


def review_campaign(facts: CampaignFacts) -> Verdict:
    """Judge a campaign as the reviewers do."""
    if facts.marks.hold:
        return HELD
    asked = asked_for(facts.marks.at("campaign"))
    return verdict_on(asked or [*_sample_faults(facts), *_text_faults(facts), *_use_faults(facts)])


def throughput_of(use_case: str, score: int | None) -> Throughput:
    """Return what a campaign may send: by its use case where that has a rate, else by the score."""
    rows = throughputs()
    for row in rows:
        if row.use_case == use_case:
            return row
    by_score = [row for row in rows if not row.use_case]
    wanted = score or 0
    return next(row for row in by_score if row.score_min <= wanted <= row.score_max)


def _sample_faults(facts: CampaignFacts) -> Iterator[Fault]:
    samples, campaign = facts.samples(), facts.campaign
    if bool(_LINK.search(samples)) != campaign["has_embedded_links"]:
        yield Fault(30893, ("MESSAGE_SAMPLES",), "HasEmbeddedLinks and the samples disagree")
    if bool(_PHONE.search(samples)) != campaign["has_embedded_phone"]:
        yield Fault(30889, ("MESSAGE_SAMPLES",), "HasEmbeddedPhone and the samples disagree")
    if _SHORTENERS.search(facts.texts()):
        yield Fault(30892, ("MESSAGE_SAMPLES",), "a public link shortener")
    elif _PLAIN_HTTP.search(samples):
        yield Fault(30892, ("MESSAGE_SAMPLES",), "a link without https")


def _text_faults(facts: CampaignFacts) -> Iterator[Fault]:
    texts, campaign = facts.texts(), facts.campaign
    for code, pattern in _CONTENT.items():
        found = pattern.search(texts)
        if found:
            yield Fault(code, ("USE_CASE_DESCRIPTION",), f"speaks of {found[0]}")
    if _LENDING.search(texts) and not campaign["direct_lending"]:
        yield Fault(30895, ("USE_CASE_DESCRIPTION",), "lending without the flag")
    if _ALCOHOL.search(texts) and not campaign["age_gated"]:
        yield Fault(30888, ("MESSAGE_FLOW",), "alcohol without an age gate")
    if sum(sign.isascii() for sign in texts) < _ASCII_SHARE * len(texts):
        yield Fault(30910, ("USE_CASE_DESCRIPTION",), "not in English")
    if campaign["opt_in_keywords"] and not campaign["opt_in_message"]:
        yield Fault(30896, ("OPT_IN_MESSAGE",), "keywords without an opt-in message")
    if campaign["own_help_message"] and not _CONTACT.search(campaign["help_message"]):
        yield Fault(30890, ("HELP_MESSAGE",), "no way to reach anybody")


def _use_faults(facts: CampaignFacts) -> Iterator[Fault]:
    use_case = facts.campaign["us_app_to_person_usecase"]
    if use_case == "CHARITY" and not facts.tax_exempt:
        yield Fault(30900, ("US_APP_TO_PERSON_USECASE",), "not a 501(c)(3) organisation")
    if use_case == "POLITICAL" and not facts.political:
        yield Fault(30900, ("US_APP_TO_PERSON_USECASE",), "not a political organisation")
