"""What a reviewer can see in the words of a campaign, one question a function.

Every answer leans towards the customer: a placeholder in brackets stands for what it names, and a
doubtful case is no objection. Markers of the sandbox are not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from tendlc.sandbox.behaviour.magic import unmarked

PUBLIC_SHORTENERS: Final = (
    "bit.ly",
    "tinyurl.com",
    "goo.gl",
    "t.co",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "rb.gy",
    "cutt.ly",
    "tiny.cc",
    "rebrand.ly",
    "shorturl.at",
)
_LINK: Final = re.compile(
    r"https?://|\bwww\.|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\."
    r"(?:com|net|org|edu|gov|io|co|us|info|biz|app|dev|ly|me|health|shop|store|example|test)"
    r"\b(?!\.?[a-z0-9])",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")
_PHONE: Final = re.compile(
    r"(?<![\w-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]?\d{4}(?!\w)"
    r"|\+\d{10,15}(?!\w)|(?<![\w-])1?-?8(?:00|88|77|66|55|44|33)-[\dA-Z-]{7,}"
)
_LINK_PLACEHOLDER: Final = re.compile(
    r"[\[{<][^\]}>]*(?:link|url|website|site)[^\]}>]*[\]}>]", re.I
)
_PHONE_PLACEHOLDER: Final = re.compile(r"[\[{<][^\]}>]*(?:phone|number|call)[^\]}>]*[\]}>]", re.I)
_NAME_PLACEHOLDER: Final = re.compile(
    r"[\[{<][^\]}>]*(?:brand|business|company|organi[sz]ation|store|practice)[^\]}>]*[\]}>]", re.I
)
_SHORTENER: Final = re.compile(
    r"(?<![\w.-])(?:" + "|".join(map(re.escape, PUBLIC_SHORTENERS)) + r")(?![\w-])", re.IGNORECASE
)
_PLAIN_HTTP: Final = re.compile(r"\bhttp://", re.IGNORECASE)
_OPT_OUT: Final = re.compile(
    r"\bstop\b|\bunsubscribe|\bopt[ -]?(?:ing[ -])?out|\bcancel\b|\bquit\b|\bend\b", re.I
)
_CONSENT: Final = re.compile(
    r"\bopt(?:s|ed|ing)?[ -]?in|\bconsent|\bagree|\bsubscri|\bsign(?:s|ed|ing)?[ -]?up|\bjoin"
    r"|\btext(?:s|ed|ing)?\b|\bcheck(?:s|ed|ing)?\b|\btick|\bbox\b|\bform\b|\benrol|\bregist"
    r"|\bsubmit|\benter|\bprovid|\brequest|\bask(?:s|ed)?\b|\bverbal|\bpermission|\bconfirm"
    r"|\bauthori[sz]|\bgive|\bgave",
    re.IGNORECASE,
)
_LENDING: Final = re.compile(
    r"\bdirect lending\b|\bwe (?:lend|offer loans|provide loans)\b|\bour loans?\b", re.IGNORECASE
)
_FORBIDDEN: Final = re.compile(
    r"\b(?:cannabis|marijuana|cbd oil|vape shop|escort service|firearms? sales?)\b", re.IGNORECASE
)
_DISALLOWED: Final = re.compile(
    r"\b(?:payday loans?|debt (?:relief|consolidation)|online casino|sports betting|lead generation"
    r"|get rich quick|work from home (?:program|job)s?)\b",
    re.IGNORECASE,
)
_AGE_RESTRICTED: Final = re.compile(
    r"\b(?:alcohol|beers?|wines?|whiske?y|vodka|liquor|brewery|winery|cigars?|tobacco)\b",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"@|\d{3}|https?://|\bwww\.|[\[{<]", re.IGNORECASE)
_ENGLISH: Final = frozenset(
    {"the", "and", "to", "of", "for", "you", "your", "our", "their", "with", "by", "or", "is"}
)
_FOREIGN: Final = frozenset(
    {"los", "las", "para", "usted", "por", "con", "les", "des", "vous", "pour", "avec", "votre"}
    | {"und", "der", "die", "das", "ihre", "mit", "uma", "você", "seu", "sua"}
)
_COMPANY: Final = re.compile(r"\b(?:LLC|L\.L\.C|Inc|Corp|Corporation|Ltd|LLP)\b\.?", re.IGNORECASE)
_FILLERS: Final = frozenset(
    {"the", "and", "of", "for", "a", "an", "llc", "inc", "corp", "corporation", "ltd", "llp"}
    | {"lp", "co", "company", "incorporated", "limited"}
)
_WORD: Final = re.compile(r"[^\W_]+")
_FEWEST_WORDS = 5


def says_nothing(description: str) -> bool:
    """Say whether a description has fewer than five different words."""
    words = {word.casefold() for word in _WORD.findall(unmarked(description))}
    return len({word for word in words if not word.isdigit()}) < _FEWEST_WORDS


def describes_consent(message_flow: str) -> bool:
    """Say whether a flow speaks of consent, or of an act by which somebody gives it."""
    return bool(_CONSENT.search(unmarked(message_flow)))


def offers_opt_out(texts: Iterable[str]) -> bool:
    """Say whether any of the texts tells how to stop the messages."""
    return any(_OPT_OUT.search(unmarked(text)) for text in texts)


def contradicted_flags(samples: Sequence[str], *, links: bool, phone: bool) -> list[str]:
    """Return the flags that say otherwise than the samples show."""
    texts = [_MAIL.sub(" ", unmarked(sample)) for sample in samples]
    seen = {
        "has_embedded_links": (links, _LINK, _LINK_PLACEHOLDER),
        "has_embedded_phone": (phone, _PHONE, _PHONE_PLACEHOLDER),
    }
    return [
        name
        for name, (said, pattern, placeholder) in seen.items()
        if not _agrees(said, pattern, placeholder, texts)
    ]


def hides_its_links(samples: Sequence[str]) -> bool:
    """Say whether a sample uses a public shortener or a link without encryption."""
    texts = [unmarked(sample) for sample in samples]
    return any(_SHORTENER.search(text) or _PLAIN_HTTP.search(text) for text in texts)


def names_the_brand(samples: Sequence[str], name: str, website_url: str = "") -> bool:
    """Say whether a sample names the business: a word of its name, its initials or its domain."""
    words = [word.casefold() for word in _WORD.findall(unmarked(name))]
    telling = [word for word in words if word not in _FILLERS] or words
    if not telling:
        return True
    initials = "".join(word[0] for word in words) if len(words) > 2 else ""
    names = {*telling, initials, _domain_name(website_url)} - {""}
    texts = [unmarked(sample) for sample in samples]
    if any(_NAME_PLACEHOLDER.search(text) for text in texts):
        return True
    return any(one in text.casefold() for text in texts for one in names)


def offers_help(help_message: str) -> bool:
    """Say whether a reply to HELP names a phone number, an e-mail address or a link."""
    return bool(_CONTACT.search(unmarked(help_message)))


def is_foreign(texts: Iterable[str]) -> bool:
    """Say whether texts are plainly not English: another script, or another language's words."""
    text = unmarked(" ".join(texts)).casefold()
    letters = [sign for sign in text if sign.isalpha()]
    if sum(sign > "\u024f" for sign in letters) * 2 > len(letters):
        return True
    words = set(_WORD.findall(text))
    return len(words & _FOREIGN) > 1 and not words & _ENGLISH


def concerns_adults(description: str, samples: Sequence[str]) -> bool:
    """Say whether the words name goods that only adults may buy."""
    return any(_AGE_RESTRICTED.search(unmarked(text)) for text in (description, *samples))


def names_a_company(name: str) -> bool:
    """Say whether a name carries the form of a company, which no sole proprietor has."""
    return bool(_COMPANY.search(unmarked(name)))


def lends(description: str) -> bool:
    """Say whether the text calls the business a lender."""
    return bool(_LENDING.search(unmarked(description)))


def forbidden(description: str, samples: Sequence[str]) -> bool:
    """Say whether the words name goods that no campaign may carry."""
    return any(_FORBIDDEN.search(unmarked(text)) for text in (description, *samples))


def disallowed(description: str, samples: Sequence[str]) -> bool:
    """Say whether the words name a business that the carriers refuse."""
    return any(_DISALLOWED.search(unmarked(text)) for text in (description, *samples))


def _agrees(
    said: bool, pattern: re.Pattern[str], placeholder: re.Pattern[str], texts: Sequence[str]
) -> bool:
    if any(pattern.search(text) for text in texts):
        return said
    return not said or any(placeholder.search(text) for text in texts)


def _domain_name(website_url: str) -> str:
    host = re.sub(r"^https?://(?:www\.)?", "", website_url.strip().casefold()).split("/")[0]
    labels = host.split(".")
    return labels[-2] if len(labels) > 1 and len(labels[-2]) > 3 else ""
