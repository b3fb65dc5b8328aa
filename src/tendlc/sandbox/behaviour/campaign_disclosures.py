"""What a reviewer misses in a message flow: where people agree, what they do, what they are told.

The published criteria ask for some ten elements; texts that were approved lack one or the other. So
no single one decides, but for the notice of rates and the way out in a wording that is quoted: a
flow is refused when it tells too few of them. What is told by the confirmation message counts too.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.expressions import Expression, either, words
from tendlc.sandbox.behaviour.sentences import clauses, denies, plain, quotes, sentences

_CLOSE_NEGATION: Final = Expression(
    r"(?:\b(?:no|not|never|without|cannot)\b|n't\b)(?:\W+\w+){0,2}\W*$"
)
_TEXTED: Final = (
    r"\b[Tt]ext(?:s|ed|ing)? (?:the )?(?:key)?(?:word )?[\"']?"
    r"(?!STOP|HELP|END|QUIT|CANCEL|INFO|SMS|MMS|UNSUBSCRIBE)[A-Z]{2,}"
)
"""A keyword that somebody texts, unless it is one that ends the messages."""
_KEYWORD: Final = Expression(rf"{_TEXTED}[\"']? to\b", case=True)
_CONSENT: Final = Expression(
    r"(?i:\bopt(?:s|ed|ing)?[ -]?in|\bconsent|\bagree|\bsubscri|\bsign(?:s|ed|ing)?[ -]?up|\bjoin"
    r"|\bsign(?:s|ed)?\b|\binitial|\bcheck(?:s|ed|ing)? (?:a|an|the|this|our|if|\")|\bcheck to\b"
    r"|\btick|box\b|boxes\b"
    r"|\bform\b|\benrol|\bregist|\bsubmit|\benter|\brequest|\bask(?:s|ed)?\b|\bverbal|\bpermission"
    r"|\bconfirm|\bauthori[sz]|\bchoos|\bturn(?:s|ed)? on|\bpermit|\btap|\bpress|\bclick|\bscan)"
    rf"|{_TEXTED}",
    case=True,
)
_WEB_PLACE: Final = Expression(
    r"https?://\S|\bwww\.\w|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|edu|gov|io|co|us|info"
    r"|biz|app"
    r"|dev|me|health|shop|store|example|test|ai|ca|church|care|law|dental|salon|school)\b(?!@)"
)
_POLICY_PAGE: Final = either(
    r"\S*(?:privacy|terms|/tos\b|/tc\b|/legal|conditions|policy|policies)\S*"
)
_OTHER_PLACE: Final = either(
    r"\b(?:paper|kiosk|tablet|counter|front desk|host stand|register|receipt|packet|intake|lease"
    r"|contract|agreement|addendum|sheet|card|website|poster|flyer|table tent|in person|branch"
    r"|check-?in"
    r"|check-?out|box office|new hire|enrollment|admission|clinic|qr code|pop-?up|screen|page|form"
    r"|when (?:they|customers|clients|patients|people|guests|users) call|by phone|on the phone"
    r"|over the phone|(?:end users|customers|patients|clients|guests) call)\b"
)
_ACT: Final = either(
    r"\b(?:check(?:s|ed|ing)?(?! ?out| ?in)|tick\w*|box(?:es)?|checkbox\w*|toggl\w*|initial\w*"
    r"|sign(?:s|ed"
    r"|ing)?(?! up)|tap\w*|press\w*|click\w*|circl\w+|select\w*|choos\w*|submit\w*|enter(?:s|ed"
    r"|ing)?"
    r"|typ(?:e|es|ing)|key(?:s|ing)? in|writ\w+|fill\w* (?:out|in)|complet\w+|add(?:ing|s)? their"
    r"|scan\w*"
    r"|repl(?:y|ies|ying) (?:with )?yes|say(?:s)? yes|verbal\w*|ask(?:s|ed)?|turn(?:s|ed|ing)? on"
    r"|enabl\w+|(?-i:[Tt]ext(?:s|ing)? [A-Z\"]{2,}))"
)
_ASKED: Final = either(
    r"\bask(?:s|ed)? (?:\w+ ){0,4}?(?:if|whether|for)\b|\bscript\b|\b(?:would|do) you (?:like|want"
    r"|agree)"
    r"|\b(?:may|can) (?:we|i) (?:send|text)|\bok (?:to|if)\b|\bread(?:s)?\b|\bis it ok\b"
    r"|\bwant to join\b"
    r"|\btold\b"
)
_WORDED: Final = either(
    r"\b(?:agree|consent|permit|text|texts|sms|messages?|yes|sign me up|contacted|opt)\b"
)
_WORDING_FOLLOWS: Final = either(
    r"\b(?:says?|reads?|states?|stating|reading|saying|disclosure|disclosures shown|language"
    r"|wording"
    r"|explains|text of consent|call to action|checkbox|box)\s*[:(]",
    r"\bby (?:checking|ticking|submitting|providing|entering|signing|pressing|clicking|opting"
    r"|writing)\b",
)
_CONSENTING: Final = words("agree", "consent", "authorize", "permit")
_RATES: Final = either(
    r"\brates?\b(?=[^.;]{0,30}\b(?:may|might|could|can|will)?\s*appl)|\bdata ?rates?\b"
    r"|\b(?:standard"
    r"|carrier|message|msg|messaging) (?:\w+ |/ ?|& ?|and )*(?:rates?|charges?|fees?)\b"
)
_STOP: Final = either(
    r"\b(?:STOP|UNSUBSCRIBE|QUIT|CANCEL|END)\b(?=\W)|\bopt(?:s|ed|ing)?[ -]?out|\bunsubscrib"
    r"|\b(?:stop|end|cancel|leave|turn off) (?:\w+ ){0,3}(?:at )?any ?time"
)
_HELP: Final = Expression(
    r"\bHELP\b|(?i:\bfor (?:help|assistance|support|questions)\b|\bhelp(?:s)? (?:gives|for|desk"
    r"|line))",
    case=True,
)
_FREQUENCY: Final = either(
    r"\bfreq(?:uency|\.)?\b|\brecurring\b|\b(?:up to|about|approx\w*|around|max\w*|at most|~"
    r"|usually|one|two"
    r"|three|once|twice|\d+)\s*(?:-|to)?\s*\d*\s*(?:[\w&]+ ){0,2}?(?:msgs?|messages?|texts?|times?"
    r"|sms|a"
    r"|per|each)\b|\b(?:msgs?|messages?|texts?) ?(?:/|per|a|each) ?(?:mo|month|week|day|visit"
    r"|order|class"
    r"|year)|\bper (?:order|ride|rental|class|visit|session|request|login|delivery|trip)\b"
    r"|\b(?:weekly"
    r"|monthly|daily)\b"
)
_POLICIES: Final = either(r"\bprivacy\b|\bterms\b|\bt&cs?\b|\bt & c\b|\b/tc\b|\bconditions\b")
_OPTIONAL: Final = either(
    r"\boptional|\bun-?(?:check|tick|select)ed|\bnot (?:required|pre|checked|selected|a condition)"
    r"|\bno"
    r"(?:ne|t)? of them checked|\bnon-?pre|n't (?:required|pre)|\bvoluntar|\bempty|\boff by default"
    r"|\bmay (?:skip|decline)|\bcan (?:skip|decline)|\bleave (?:it )?blank|\bseparate"
    r"|\bnot conditioned"
)
_EVIDENCE: Final = either(
    r"\bscreen ?shots?\b|\bphotos?\b|\bimages?\b|\bpicture|\bcopy\b|\bscan\b|\bsample\b|\bpreview\b"
    r"|\.(?:png|jpe?g|pdf)\b"
)
_TEXT_FIRST: Final = either(
    r"\b(?:initiat\w+|start(?:s|ed)?) (?:\w+ ){0,3}(?:by|from) (?:the |our )?(?:customers?|clients?"
    r"|consumers?|patients?|users?|guests?|members?|people|end users?)\b",
    r"\b(?:text|texts|message|messages|sms) (?:us|our (?:\w+ )?(?:number|line|office|store))\b",
    r"\b(?:customers?|clients?|consumers?|patients?|users?|guests?|people"
    r"|they) (?:always )?(?:initiates?"
    r"|starts?) (?:the |all |every )?(?:\w+ )?(?:conversations?|texts?|contact|messages?)\b",
)
"""People who write first and are answered."""
_ENOUGH: Final = 4
"""Points without which a flow is too vague; a page counts two, each other element one."""
_FEWEST_WORDS: Final = 5
"""Words of a quotation that may be a consent, and not a button or a keyword."""
_CAREFUL: Final = 2
"""Disclosures that show that somebody has tried to tell them all."""
_SPOKEN: Final = either(
    r"\b(?:verbal(?:ly)?|in person|by phone|over the phone|on the phone|by telephone"
    r"|face to face)\b"
)
_ALSO_BY: Final = either(
    r"\b(?:also|or|alternatively)\b(?:\W+\w+){0,6}?\W+(?:verbal(?:ly)?|in person|by phone"
    r"|over the phone"
    r"|on paper|by (?:e-?mail|telephone))(?:\W+(?:or|and|with|at|to|our|the|us|in|store|staff"
    r"|office|desk"
    r"|front|team|agent|agents|by|phone|person|over)\b)*\W*$"
)


def describes_consent(message_flow: str) -> bool:
    """Say whether a flow speaks of consent, or of an act by which somebody gives it.

    Words that a negation stands right before do not count: without consent is none.
    """
    return any(
        not _CLOSE_NEGATION.search(sentence[: match.start()])
        for sentence in sentences(message_flow)
        for acts in (_CONSENT, _ACT, _ASKED, _TEXT_FIRST)
        for match in acts.finditer(sentence)
    )


def invites_a_keyword(message_flow: str) -> bool:
    """Say whether people join by texting a keyword."""
    return bool(_KEYWORD.search(plain(message_flow)))


def tells_too_little(message_flow: str, confirmation: str, sender: bool) -> bool:
    """Say whether too few elements of a call to action are told.

    `sender` says whether the flow names the business.
    """
    flow = plain(message_flow)
    told = sum(_disclosed(f"{flow} {plain(confirmation)}").values())
    pages = _WEB_PLACE.search(_POLICY_PAGE.without(flow))
    place = 2 if pages or _KEYWORD.search(flow) else bool(_OTHER_PLACE.search(flow))
    others = (_ACT, _POLICIES, _OPTIONAL, _EVIDENCE)
    first = 3 * bool(_TEXT_FIRST.search(flow))
    points = first + told + place + sender + sum(bool(each.search(flow)) for each in others)
    return points + bool(_wordings(flow)) + bool(_ASKED.search(flow)) < _ENOUGH


def lacks_rates(message_flow: str, confirmation: str) -> bool:
    """Say whether a wording is quoted, or most else is told, and rates are never spoken of."""
    flow = plain(message_flow)
    worded = any(
        _WORDED.search(each) and len(each.split()) >= _FEWEST_WORDS for each in quotes(flow)
    )
    careful = worded or sum(_disclosed(flow).values()) >= _CAREFUL
    return careful and not _RATES.search(f"{flow} {plain(confirmation)}")


def lacks_a_way_out(message_flow: str, confirmation: str) -> bool:
    """Say whether a wording of consent is quoted and nobody is told how to stop."""
    told = _disclosed(f"{plain(message_flow)} {plain(confirmation)}")
    return bool(_consents(message_flow)) and not told["stop"]


def mentions_a_way_only(message_flow: str) -> bool:
    """Say whether a way to agree is named without what is said, seen or done there."""
    flow = plain(message_flow)
    if _ASKED.search(flow):
        return False
    also = any(_ALSO_BY.search(each) for each in clauses(flow) if not denies(each))
    spoken = _SPOKEN.search(flow) and not (_WEB_PLACE.search(flow) or _wordings(flow))
    return also or bool(spoken and sum(_disclosed(flow).values()) < _CAREFUL)


def _disclosed(text: str) -> dict[str, bool]:
    return {
        "rates": bool(_RATES.search(text)),
        "stop": bool(_STOP.search(text)),
        "help": bool(_HELP.search(text)),
        "frequency": bool(_FREQUENCY.search(text)),
    }


def _wordings(flow: str) -> list[str]:
    """Return what a flow quotes of its consent, or the words that announce that it does."""
    return [each for each in quotes(flow) if _WORDED.search(each)] or _WORDING_FOLLOWS.findall(flow)


def _consents(message_flow: str) -> list[str]:
    """Return the quoted sentences by which somebody consents."""
    return [each for each in quotes(message_flow) if _CONSENTING.search(each)]
