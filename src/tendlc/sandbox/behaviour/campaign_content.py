"""What a reviewer can see of the trade behind a campaign: goods and offers that carriers refuse.

Each question is asked of one text, so that an error can name the fields that say so. The lists hold
plain cases alone; those of the carriers are longer and not published.
"""

from __future__ import annotations

import re
from typing import Final

from tendlc.sandbox.behaviour.magic import unmarked


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b", re.IGNORECASE)


_FORBIDDEN: Final = _words(
    r"cannabis|marijuana|kratom|thc|delta-8|(?:cbd|hemp) (?:oil|gumm(?:y|ies)|products?)",
    r"vapes?|e-cigarettes?|escort services?|strip clubs?",
    r"porn\w*|adult (?:content|entertainment|videos?)|xxx",
    r"firearms?|handguns?|rifles|ammunition|ammo|gun (?:shop|store|sales?|show)",
)
_PHISHING: Final = _words(
    r"you(?: have|'ve|\u2019ve) won (?:a|an|the|our|your|\$?\d+)",
    r"claim your (?:free )?(?:prize|reward|gift card|winnings)",
)
_FRAUD: Final = _words(
    r"guaranteed (?:income|returns?|profits?)|double your money|risk-free (?:profits?|investments?)"
)
_DISALLOWED: Final = _words(
    r"payday loans?|short-term loans?|cash advances?|loan forgiveness|credit repair",
    r"debt (?:relief|consolidation|settlement|collections?|reduction|forgiveness)",
    r"online casinos?|casino (?:games?|bonus(?:es)?|offers?)|sports ?bett?ing|sportsbooks?",
    r"online gambling|gambling (?:sites?|apps?|offers?)",
    r"crypto(?:s|currency|currencies)?|bitcoins?|stock (?:tips|picks|alerts)",
    r"multi-?level marketing",
    r"lead gen(?:eration)?|get rich quick|work from home (?:program|job)s?",
)
_AGE_RESTRICTED: Final = _words(
    r"alcoholic (?:drinks|beverages)|beers?|wines?|whiske?y|vodka|liquor|brewery|winery",
    r"cigars?|tobacco",
)
_AGE_GATE: Final = _words(
    r"date of birth|birth ?dates?|dob|age (?:gate|check|verification)|years? (?:old|of age)"
    r"|(?:their|his|her|your|the) ages?|(?:over|under|least|are) (?:18|21)"
)
_LENDING: Final = _words(
    r"direct lend(?:er|ers|ing)|we lend|lends money|money lend(?:er|ing)",
    r"(?:offer|provide)s? loans?",
    r"our loans?|(?:auto|car|home|mortgage|personal|business) loans?",
    r"loan (?:payments?|applications?|approvals?|offers?)|lines? of credit",
)
_CREDIT: Final = _words(r"loans?|lend\w*|lent|credit|mortgages?|financ\w+|borrow\w*")
_PROMOTION: Final = re.compile(
    r"\d ?% off\b|\bcoupons?\b|\bpromo codes?\b|\b(?:flash|clearance) sale\b"
    r"|\bspecial offers?\b",
    re.IGNORECASE,
)
_PERSONAL: Final = _words(
    r"my (?:own )?(?:friends|family|personal use)|for personal use|(?:friends and|my) relatives"
)
_CODE: Final = re.compile(
    r"\bcodes?\b|\bpass(?:code|word)|\bpin\b|\bverif|\botp\b"
    r"|\b(?:log|sign)(?:ging|ing)?[ -]?in",
    re.IGNORECASE,
)


def forbidden(text: str) -> bool:
    """Say whether the words name goods that no campaign may carry."""
    return _speaks_of(_FORBIDDEN, text)


def looks_like_phishing(text: str) -> bool:
    """Say whether the words promise what nobody has won."""
    return _speaks_of(_PHISHING, text)


def looks_like_fraud(text: str) -> bool:
    """Say whether the words promise money that nobody can promise."""
    return _speaks_of(_FRAUD, text)


def disallowed(text: str) -> bool:
    """Say whether the words name a business that the carriers refuse."""
    return _speaks_of(_DISALLOWED, text)


def concerns_adults(text: str) -> bool:
    """Say whether the words name goods that only adults may buy."""
    return _speaks_of(_AGE_RESTRICTED, text)


def asks_for_the_age(text: str) -> bool:
    """Say whether the words tell of a gate: somebody is asked how old he is."""
    return _speaks_of(_AGE_GATE, text)


def lends(text: str) -> bool:
    """Say whether the words are those of a lender."""
    return _speaks_of(_LENDING, text)


def concerns_credit(text: str) -> bool:
    """Say whether the words have anything to do with lending at all."""
    return _speaks_of(_CREDIT, text)


def is_personal(text: str) -> bool:
    """Say whether somebody writes to his friends, and no business to its customers."""
    return _speaks_of(_PERSONAL, text)


def promotes(text: str) -> bool:
    """Say whether the words sell something."""
    return _speaks_of(_PROMOTION, text)


def carries_a_code(text: str) -> bool:
    """Say whether the words are about a code, a password or a login."""
    return _speaks_of(_CODE, text)


def _speaks_of(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(unmarked(text)))
