"""What a reviewer can see in the words of a campaign, one question a function.

Every answer leans towards the customer: a placeholder in brackets stands for what it names, and a
doubtful case is no objection. Markers of the sandbox are not part of the text. What is said of
consent, and of the goods behind the messages, has modules of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from tendlc.sandbox.behaviour.expressions import Expression
from tendlc.sandbox.behaviour.magic import unmarked
from tendlc.sandbox.behaviour.sentences import affirms, plain

_LINK: Final = Expression(
    r"https?://|\bwww\.|[a-z0-9-]\."
    r"(?:com|net|org|edu|gov|io|co|us|info|biz|app|dev|ly|me|health|shop|store|example|test)"
    r"\b(?!\.?[a-z0-9])"
)
_MAIL: Final = Expression(r"[^\s@]+@[^\s@]+", case=True)
_PHONE: Final = Expression(
    r"(?<![\w-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]?\d{4}(?!\w)"
    r"|\+\d{10,15}(?!\w)|(?<![\w-])1?-?8(?:00|88|77|66|55|44|33)-[\dA-Z-]{7,}"
    r"|\b(?:[Cc]all|[Pp]hone|[Dd]ial|[Tt]el)\D{0,12}1?\d{10}(?!\w)",
    case=True,
)
_SOME_LINK: Final = Expression(r"[a-z0-9-]\.[a-z]{2,}\b")
_SOME_PHONE: Final = Expression(r"\+?\d[\d ().-]{5,}\d", case=True)
_PLACEHOLDER: Final = Expression(r"[\[{<]([^\[\]{}<>]*)[\]}>]", case=True)
_FOR_LINKS: Final = Expression(r"link|url|website|site")
_FOR_PHONES: Final = Expression(r"phone|number|call")
_FOR_NAMES: Final = Expression(r"brand|business|company|organi[sz]ation|store|practice")
_SENDER: Final = Expression(r"\W*([A-Z0-9][\w'&.,! -]{1,48}?)(?::| - |!? [Aa]lerts?:)", case=True)
_FROM: Final = Expression(
    r"\b(?:[Ff]rom|[Aa]t|[Ww]ith|[Tt]his is) ((?:the )?[A-Z][\w'&-]+(?: [A-Z&][\w'&-]*)*)",
    case=True,
)
_NO_NAMES: Final = frozenset(
    {"hi", "hello", "hey", "dear", "reminder", "alert", "update", "notice", "your", "you", "thanks"}
    | {
        "thank",
        "reply",
        "text",
        "please",
        "order",
        "appointment",
        "code",
        "important",
        "new",
        "the",
    }
    | {"it", "we", "our", "this", "last", "a", "an", "confirmed", "delivery", "note", "urgent"}
    | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "stop", "help"}
)
_PLATFORM: Final = Expression(
    r"\bon behalf of (?:our|its|their|other|various|multiple) (?:\w+ )?(?:clients|customers"
    r"|businesses"
    r"|merchants|companies|users|tenants)\b"
    r"|\b(?:platform|software|saas|service|tool|app|application) (?:that |which )?(?:lets|allows?"
    r"|allowing"
    r"|enabl\w+|helps?|provides?|for) (?:\w+ )?(?:businesses|companies|merchants|clients"
    r"|organi[sz]ations"
    r"|other businesses) (?:to )?(?:send|text|message|communicate|reach)\b"
)
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
_COMPANY: Final = Expression(
    r"\b(?:LLC|L\.L\.C|Inc|Corp|Corporation|Ltd|LLP)\b\.?(?=\s*(?:$|[,(]|d/?b/?a\b))"
)
_FILLERS: Final = frozenset(
    {"the", "and", "of", "for", "a", "an", "llc", "inc", "corp", "corporation", "ltd", "llp"}
    | {"lp", "co", "company", "incorporated", "limited"}
)
_WORD: Final = Expression(r"[^\W_]+", case=True)
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
    | {"notification", "notifications", "notify", "reminder", "reminders", "alert", "alerts"}
    | {"update", "updates", "other", "important", "relevant", "etc", "service", "services"}
    | {"as", "through", "via", "only", "who"}
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


def contradicted_flags(
    samples: Sequence[str], others: Iterable[str], *, links: bool, phone: bool
) -> list[str]:
    """Return the flags that say otherwise than the texts show.

    A flag that says no is contradicted by a sample alone; one that says yes is borne out by any of
    the `others` as well, such as the reply to HELP.
    """
    texts = [_MAIL.without(plain(sample)) for sample in samples]
    rest = [*texts, *(_MAIL.without(plain(other)) for other in others)]
    seen = {
        "has_embedded_links": (links, _LINK, _SOME_LINK, _FOR_LINKS),
        "has_embedded_phone": (phone, _PHONE, _SOME_PHONE, _FOR_PHONES),
    }
    return [
        name
        for name, (said, surely, faint, stand_in) in seen.items()
        if (
            not (_shows(rest, faint) or _has_placeholder(texts, stand_in))
            if said
            else _shows(texts, surely)
        )
    ]


def names_the_brand(texts: Sequence[str], name: str, website_url: str = "") -> bool:
    """Say whether a text names the business: a word of its name, its initials or its domain."""
    words = [word.casefold() for word in _WORD.findall(unmarked(name))]
    telling = [word for word in words if word not in _FILLERS] or words
    if not telling:
        return True
    initials = "".join(word[0] for word in words) if len(words) > 2 else ""
    read = [plain(text) for text in texts]
    domain = _domain_name(website_url)
    return _has_placeholder(read, _FOR_NAMES) or any(
        _is_written(text, {*telling, initials} - {""}, telling[0])
        or (domain and domain in _signs(text))
        or any(each in address for each in telling for address in _addresses(text) if len(each) > 3)
        for text in read
    )


def _is_written(text: str, names: set[str], first: str) -> bool:
    """Say whether a word of a name stands in a text; all but the first need a capital to be one."""
    return any(
        word.casefold() in names and (word.casefold() == first or not word[0].islower())
        for word in _WORD.findall(text)
    )


def _addresses(text: str) -> list[str]:
    return [word.casefold() for word in text.split() if "." in word.strip(".") or "@" in word]


def names_somebody(samples: Sequence[str]) -> bool:
    """Say whether a sample begins with the name of a sender, or says from, at or with whom."""
    return bool(_senders(samples))


def names_a_sender_of(samples: Sequence[str], text: str) -> bool:
    """Say whether a text names a sender of the samples, as by the trade name that they use."""
    return any(_signs(sender) in _signs(text) for sender in _senders(samples))


def _senders(samples: Sequence[str]) -> list[str]:
    found = [_SENDER.match(plain(sample)) or _FROM.search(plain(sample)) for sample in samples]
    names = [match[1] for match in found if match]
    return [name for name in names if name.split()[0].casefold() not in _NO_NAMES]


def says_only_variables(samples: Sequence[str]) -> bool:
    """Say whether all samples are made of brackets, so that nobody knows what will be sent."""
    bare = [_PLACEHOLDER.without(plain(sample)) for sample in samples]
    return bool(bare) and all(len(_WORD.findall(each)) < _FEWEST_TELLING_WORDS for each in bare)


def is_of_a_platform(description: str) -> bool:
    """Say whether a description tells of a software provider that sends for its customers."""
    return affirms(description, _PLATFORM)


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


def _shows(texts: Sequence[str], pattern: Expression) -> bool:
    return any(pattern.search(text) for text in texts)


def _has_placeholder(texts: Sequence[str], pattern: Expression) -> bool:
    return any(pattern.search(inside) for text in texts for inside in _PLACEHOLDER.findall(text))


def _signs(text: str) -> str:
    return "".join(_WORD.findall(text)).casefold()


def _domain_name(website_url: str) -> str:
    host = re.sub(r"^https?://(?:www\.)?", "", website_url.strip().casefold()).split("/")[0]
    labels = host.split(".")
    return labels[-2] if len(labels) > 1 and len(labels[-2]) > 3 else ""
