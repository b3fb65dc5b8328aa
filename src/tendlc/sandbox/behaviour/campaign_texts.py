"""What a reviewer can see in the words of a campaign, one question a function.

Every answer leans towards the customer: a placeholder in brackets stands for what it names, and a
doubtful case is no objection. Markers of the sandbox are not part of the text. What is said of
consent, and of the goods behind the messages, has modules of its own.
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
    r"|\b(?:[Cc]all|[Pp]hone|[Dd]ial|[Tt]el)\D{0,12}1?\d{10}(?!\w)"
)
_SOME_LINK: Final = re.compile(r"\b[a-z0-9-]+\.[a-z]{2,}\b", re.IGNORECASE)
_SOME_PHONE: Final = re.compile(r"\+?\d[\d ().-]{5,}\d")
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
    r"\b(?:STOP|QUIT)\b|(?i:\bunsubscribe|\bopt[ -]?(?:ing[ -])?out"
    r"|\b(?:reply|text|send|type|answer)(?: with)? (?:the word )?\W?(?:stop|end|quit|cancel)\b"
    r"|\bstop (?:to|at any time|any time|these|texts|messages|receiving))"
)
_TAKES_LEAVE: Final = re.compile(
    r"\bunsubscrib|\bno (?:more|further|longer)\b|\bopted[ -]out|\bremoved?\b|\bstop(?:ped|s)?\b"
    r"|\bnot (?:receive|get|text|message|send)|\bwon't\b",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"@|\d{3}|https?://|\bwww\.|[\[{<]", re.IGNORECASE)
_ENGLISH: Final = frozenset(
    {"the", "and", "to", "of", "for", "you", "your", "our", "their", "with", "by", "or", "is"}
    | {"in", "on", "at", "from", "about", "who", "when", "that", "this", "are", "we", "they", "it"}
    | {"sends", "customers", "messages", "text", "texts", "reply", "will", "be", "us", "as", "an"}
)
_FOREIGN: Final = frozenset(
    {"los", "las", "para", "usted", "por", "con", "les", "des", "vous", "pour", "avec", "votre"}
    | {"und", "der", "die", "das", "ihre", "mit", "uma", "você", "seu", "sua", "el", "su", "sus"}
    | {"una", "del", "nuestros", "clientes", "est", "nos", "aux", "ist", "für", "von", "não"}
)
_COMPANY: Final = re.compile(r"\b(?:LLC|L\.L\.C|Inc|Corp|Corporation|Ltd|LLP)\b\.?", re.IGNORECASE)
_FILLERS: Final = frozenset(
    {"the", "and", "of", "for", "a", "an", "llc", "inc", "corp", "corporation", "ltd", "llp"}
    | {"lp", "co", "company", "incorporated", "limited"}
)
_WORD: Final = re.compile(r"[^\W_]+")
_FEWEST_WORDS = 5
_EMPTY_WORDS: Final = frozenset(
    {"we", "us", "our", "i", "my", "they", "them", "their", "you", "your", "it", "its", "this"}
    | {"the", "a", "an", "and", "or", "of", "for", "to", "in", "on", "at", "by", "with", "from"}
    | {"is", "are", "be", "will", "may", "can", "would", "like", "want", "when", "that", "who"}
    | {"as", "if", "any", "all", "about", "out", "up", "so", "do", "does", "have", "has", "get"}
    | {"send", "sends", "sending", "sent", "text", "texts", "texting", "message", "messages"}
    | {"messaging", "sms", "mms", "use", "uses", "used", "using", "receive", "receives", "give"}
    | {"campaign", "customer", "customers", "client", "clients", "user", "users", "people"}
    | {"business", "company", "phone", "number", "numbers", "various", "different", "general"}
    | {"thing", "things", "stuff", "information", "info", "communication", "communications"}
    | {"communicate", "contact", "need", "needs", "needed", "know", "purpose", "purposes"}
)
"""Words that any campaign may use, so that they say nothing about this one."""
_FEWEST_TELLING_WORDS = 2


def says_nothing(description: str, name: str = "") -> bool:
    """Say whether a description has fewer than five different words, or only such as fit anybody.

    The name of the business is not counted among those that tell something.
    """
    words = {word.casefold() for word in _WORD.findall(unmarked(description))}
    words = {word for word in words if not word.isdigit()}
    own = {word.casefold() for word in _WORD.findall(unmarked(name))}
    telling = words - own - _EMPTY_WORDS - _FILLERS
    return len(words) < _FEWEST_WORDS or len(telling) < _FEWEST_TELLING_WORDS


def offers_opt_out(texts: Iterable[str]) -> bool:
    """Say whether any of the texts tells how to stop the messages."""
    return any(_OPT_OUT.search(unmarked(text)) for text in texts)


def takes_leave(opt_out_message: str) -> bool:
    """Say whether a reply to STOP tells that no more messages come."""
    return bool(_TAKES_LEAVE.search(unmarked(opt_out_message)))


def contradicted_flags(samples: Sequence[str], *, links: bool, phone: bool) -> list[str]:
    """Return the flags that say otherwise than the samples show."""
    texts = [_MAIL.sub(" ", unmarked(sample)) for sample in samples]
    seen = {
        "has_embedded_links": (links, _LINK, (_SOME_LINK, _LINK_PLACEHOLDER)),
        "has_embedded_phone": (phone, _PHONE, (_SOME_PHONE, _PHONE_PLACEHOLDER)),
    }
    return [
        name
        for name, (said, plain, faint) in seen.items()
        if (not _shows(texts, plain, *faint) if said else _shows(texts, plain))
    ]


def hides_its_links(samples: Sequence[str]) -> bool:
    """Say whether a sample uses a public shortener or a link without encryption."""
    texts = [unmarked(sample) for sample in samples]
    return any(_SHORTENER.search(text) or _PLAIN_HTTP.search(text) for text in texts)


def names_the_brand(texts: Sequence[str], name: str, website_url: str = "") -> bool:
    """Say whether a text names the business: a word of its name, its initials or its domain."""
    words = [word.casefold() for word in _WORD.findall(unmarked(name))]
    telling = {word for word in words if word not in _FILLERS} or set(words)
    if not telling:
        return True
    initials = "".join(word[0] for word in words) if len(words) > 2 else ""
    names = {*telling, initials} - {""}
    inside = {word for word in {*telling, _domain_name(website_url)} if len(word) > 3}
    read = [unmarked(text) for text in texts]
    if any(_NAME_PLACEHOLDER.search(text) for text in read):
        return True
    return any(
        not names.isdisjoint(word.casefold() for word in _WORD.findall(text))
        or any(each in text.casefold() for each in inside)
        for text in read
    )


def offers_help(help_message: str) -> bool:
    """Say whether a reply to HELP names a phone number, an e-mail address or a link."""
    return bool(_CONTACT.search(unmarked(help_message)))


def is_foreign(text: str) -> bool:
    """Say whether a text is plainly not English: another script, or another language's words."""
    read = unmarked(text).casefold()
    letters = [sign for sign in read if sign.isalpha()]
    if sum(sign > "\u024f" for sign in letters) * 2 > len(letters):
        return True
    words = _WORD.findall(read)
    foreign = sum(word in _FOREIGN for word in words)
    return foreign > 1 and foreign > sum(word in _ENGLISH for word in words)


def names_a_company(name: str) -> bool:
    """Say whether a name carries the form of a company, which no sole proprietor has."""
    return bool(_COMPANY.search(unmarked(name)))


def _shows(texts: Sequence[str], *patterns: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for pattern in patterns for text in texts)


def _domain_name(website_url: str) -> str:
    host = re.sub(r"^https?://(?:www\.)?", "", website_url.strip().casefold()).split("/")[0]
    labels = host.split(".")
    return labels[-2] if len(labels) > 1 and len(labels[-2]) > 3 else ""
