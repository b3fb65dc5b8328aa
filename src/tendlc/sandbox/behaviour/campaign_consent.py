"""What a reviewer can see in a message flow that spoils the consent it tells of.

One question a function. As with the other texts of a campaign a doubtful case is no objection: a
clause that also says no, or a flow that also says optional, is believed. Whether the flow tells
enough is asked in `campaign_disclosures`.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.expressions import Expression, either, words
from tendlc.sandbox.behaviour.sentences import (
    affirms,
    clauses,
    denies,
    narration,
    plain,
    quotes,
    sentences,
)

_TEXTS: Final = r"(?:texts?|texting|sms|mms|text messages?|messages?|messaging|notifications?)"
_BOXED: Final = r"(?:box|checkbox|check-box|toggle|opt-?in|sms|texts?|option|consent|switch)"
_BEFOREHAND: Final = (
    r"(?:(?<!un-)\b(?:pre-?|already |automatically )(?:checked|ticked|selected)\b"
    r"|(?<!un-)\b(?:checked|ticked|selected|enabled|on|active) (?:by default|in advance"
    r"|beforehand)\b"
    r"|\bby default[^.;]{0,20}\b(?:checked|ticked|selected|enabled)\b)"
)
_TICKED: Final = either(
    rf"\b{_BOXED}e?s?\b.*{_BEFOREHAND}",
    rf"{_BEFOREHAND}.*\b{_BOXED}",
)
_ENROLLED: Final = either(
    r"\bautomatically (?:enroll?ed|opted[ -]?in|subscribed|signed up)\b",
    r"\bauto-?(?:enroll?ed|opted|subscribed)\b",
)
_ADD: Final = r"(?:check|tick|agree|consent|accept|opt[ -]?in)"
_MUST: Final = (
    rf"(?:must|ha(?:s|ve) to|needs? to|(?:is|are) (?:required|obliged) to) (?:\w+ ){{0,2}}?{_ADD}\b"
)
_TO_GO_ON: Final = (
    r"to (?:continue|proceed|complete|finish|pay|order|book|check ?out|place|create|register|submit"
    r"|schedule|enroll?|access|use|purchase|buy|reserve)\b(?! (?:the |this )?(?:text|sms))"
)
_STANDS_FOR_CONSENT: Final = (
    r"(?:placing (?:an?|their|your) order|ordering|booking|making (?:an?|the|your) (?:\w+ )?"
    r"(?:purchase|appointment|reservation|booking)|(?:creating|opening|registering"
    r"|signing up) (?:for )?"
    r"(?:an?|their|your|the) (?:\w+ )?(?:account|service|membership|profile)|registering"
    r"|enroll?ing in"
    r"|purchasing|buying|scheduling|reserving|downloading|installing|using (?:our|the"
    r"|this) (?:\w+ )?"
    r"(?:app|service|services|website|site|platform)|becoming an?|completing (?:an?|the|your|their)"
    r" (?:\w+ )?(?:booking|purchase|order|registration|checkout))"
)
_AGREEING: Final = (
    r"(?:agree\w*|consent\w*|opt(?:s|ed|ing)?[ -]?in|permission|authori[sz]\w+)\b.{0,40}?"
    rf"\b(?:receiv\w+|get|be(?:ing)? (?:sent|texted)|our|to|for)\b[^.;]{{0,40}}\b{_TEXTS}\b"
)
_OF_TEXTS: Final = rf"^(?=.*\b(?:{_TEXTS}|text|box|checkbox)\b).*"
_CONDITION: Final = either(
    rf"{_OF_TEXTS}\b{_MUST}.*\bbefore (?:they|he|she|you|anyone|customers|clients|users)"
    r" (?:can|may|are able to) (?!receive|get|be )\w+",
    rf"{_OF_TEXTS}\b{_MUST}.*\bbefore (?:they|he|she|you)"
    r" (?:pay|order|book|continue|check ?out|proceed)",
    rf"{_OF_TEXTS}\b{_MUST}.*\b(?:in order )?{_TO_GO_ON}",
    rf"{_OF_TEXTS}\b{_MUST}.*\bbefore (?:paying|ordering|booking|checking out|registering)\b",
    rf"{_OF_TEXTS}\b{_TO_GO_ON}.*\b{_MUST}",
    r"\bconsent (?:to .{0,40})?is (?:required|mandatory|a (?:condition|requirement)|obligatory)\b"
    r"(?! (?:by|before|from|prior|for each|and|to (?:receive|get)|in order to (?:receive|get)))",
    r"\b(?:opt-?in|check ?box|box|agreeing|checking (?:it|the box|this box))"
    r" is (?:required|mandatory|obligatory)\b(?! (?:to|in order to) (?:receive|get))",
    r"\b(?:mandatory|required|compulsory) (?:sms |text |consent |opt-?in )*"
    r"(?:check ?box|opt-?in|consent)\b(?! (?:language|disclosure|wording|text|statement|form"
    r"|info))",
)
_OTHER_TERMS: Final = either(r"\b(?:cookie|cancellation policy|terms of service to)\b")
_DONE_FOR_CONSENT: Final = either(
    rf"\bby {_STANDS_FOR_CONSENT}\b.*\b{_AGREEING}", r"\bautomatically (?:agree|consent|opt)\w*"
)
_CHOSEN: Final = words(
    r"(?:check|tick|select|toggl|click|press)ing",
    r"(?:check|tick)(?:s|ed)? (?:the|a|this"
    r"|that) \w+",
    r"texting",
    r"repl(?:y|ies|ying)",
    r"confirm\w*",
    r"separate",
    r"double",
)
_TAKEN_FOR_CONSENT: Final = either(
    r"\b(?:when|if|once|whenever|as soon as) (?:\w+ ){1,3}?(?:purchas\w+|orders?|buys?|books?"
    r"|regist\w+"
    r"|signs? up|creates?|schedul\w+|joins?|becomes?|enroll?s?|subscribes? to our service)\b.*"
    rf"\b(?:they|he or she|you|he|she) (?:\w+ )?{_AGREEING}"
)
_ACT_OF_CONSENT: Final = either(
    r"\bcheck(?!out|-out| out)\w*|\btick\w*|\bbox|\bselect|\btoggl|\bpress|\btap\b|\bclick|\bsay"
    r"|\bverbal|\bask|\breply(?:ing)? yes|\bsign(?!s? up|ed up|ing up)\w*|\binitial|\bchoos"
    r"|\bby texting"
)
_NO_OTHER_WAY: Final = either(
    r"\b(?:cannot|can't|can not|unable to|not able to|may not) (?:continue|proceed|book|register"
    r"|order"
    r"|complete|check ?out|finish|create|use|sign up)\b.*\b(?:without"
    r"|unless)\b.*\b(?:agree|consent"
    r"|opt|check|tick|accept)\w*"
)
_FREE_TO_CHOOSE: Final = either(
    r"\boptional|\bnot (?:required|a condition|mandatory)|\bvoluntar|\bun-?(?:check|tick)ed"
    r"|n't (?:required|a condition|mandatory)|\bwithout (?:checking|ticking|agreeing|opting)"
    r"|\bnot pre-?|\bnon-pre|\bnever required"
)
_OPTS_IN: Final = (
    r"(?:opt(?:s|ed|ing)?[ -]?in|enabl\w+|turn(?:s|ed|ing)? (?:\w+ ){0,3}?on|toggl\w+|activat\w+"
    r"|subscrib\w+|sign(?:s|ed|ing)? up|enroll?\w*|check\w*|tick\w*|agree\w*|accept\w*|consent\w*"
    r"|enter\w*|add\w*|provid\w+)"
)
_LOGGED_IN: Final = either(
    rf"\b(?:after|once|upon|when) (?:\w+ ){{0,4}}?(?:log(?:ged|ging|s)?[ -]?in(?:to)?\b|sign(?:ed"
    rf"|ing|s)?"
    rf"[ -]?in(?:to)? (?:\w+ ){{0,3}}(?:accounts?|portal|app|dashboard"
    rf"|profile)\b)(?=.*\b{_OPTS_IN})",
    r"\bbehind (?:an? |the )?(?:\w+ )?(?:log-?in|paywall)",
    r"\b(?:requires?|needs?) (?:an? )?(?:\w+ )?(?:login|log-in|password)\b"
    r"|\blog-?in (?:is )?required\b",
    r"\blog(?:s|ged)?[ -]?in(?:to)? (?:\w+ ){0,4}(?:and|then) (?:\w+ ){0,3}"
    rf"{_OPTS_IN}",
    r"\bsign(?:s|ed|ing)?[ -]?in(?:to)?(?: to)? (?:\w+ ){0,3}(?:account|portal|app|dashboard"
    r"|profile)\b"
    rf"(?=.*\b(?:go|open|navigate|then|and|visit)\b.*\b{_OPTS_IN})",
)
_OWN_PAGES: Final = (
    r"(?:accounts?(?! manager)|profiles?|dashboards?|portals?|settings|preferences(?= (?:page"
    r"|screen"
    r"|section))|(?:mobile )?apps?|member(?:s'?|ship)? area)"
)
_INSIDE: Final = (
    r"(?:in|inside|within|from|through|via|on|under|using|update|updates|open|opens)(?: of)?"
    rf" (?:the|their|his|her|your|our|its)(?: \w+){{0,3}}? {_OWN_PAGES}\b(?! (?:signup|sign-up))"
)
_ON_OWN_PAGES: Final = either(
    rf"\b{_OPTS_IN}\b.*\b{_INSIDE}", rf"\b{_INSIDE}.*\b{_OPTS_IN}\b(?!\w* off)"
)
_NOT_OPTING_IN: Final = either(
    r"\b(?:staff|receptionists?|agents?|employees?|we|csrs?|clerks?|office|team|representatives?)\b"
    r" (?:\w+ )?(?:mark|record|note|log|check|enter|add|store|save|document)s?\b",
    r"\b(?:turn|switch|opt)\w* (?:\w+ ){0,3}(?:off|out)\b|\blater\b",
    r"\b(?:about|regarding|activity|changes?|balances?|transactions?|status|payments?|messages)"
    r" (?:\w+ ){0,3}(?:in|on|to|from) (?:the|their|your) ",
)
_EVIDENCE: Final = either(
    r"\bscreen ?shots?\b|\bscreen ?captures?\b|\bscreens? (?:can|are)\b|\bimages?\b"
    r"|\bpublic(?:ly)?\b"
    r"|\bmock-?ups?\b|\bvideo\b|\bpreview\b|\bphotos?\b|\bcopy (?:of|is)|\bsample (?:of|page|form)"
    r"|\bwithout (?:an? )?(?:account|login|logging)|\bno (?:login|account)\b|\bseen (?:at|on)\b"
)
_OPEN: Final = either(r"\bwithout (?:an? )?(?:account|login)", r"\bno login")
_PAGE: Final = Expression(
    r"\btext(?:s|ing)? (?-i:[A-Z]{3,})\b(?<!STOP)(?<!HELP)|"
    r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/(?!\S*(?:privacy|terms|legal|tos\b"
    r"|login))\w\S*"
)
_NUMBERS: Final = (
    r"(?:numbers?|information|data|contacts?|mobile|phone|consent|details|opt-?ins?|it|them)"
)
_OTHERS: Final = (
    r"(?:(?:marketing |business |trusted )?partners?|affiliates?|sponsors?|advertisers?"
    r"|third[ -]part(?:y|ies)(?! (?:vendors?|providers?|services?|platforms?|carriers?|software"
    r"|messag\w+|sms))|other (?:companies|businesses|organi[sz]ations))"
)
_SHARING: Final = either(
    rf"\b(?:shar(?:e[sd]?|ing)|s(?:ell|ells|old|elling)|rent(?:ed|s)?|pass(?:ed)?|disclos\w+"
    rf"|transfer\w*|provide[sd]?|given?)\b.*\b(?:with|to)(?: [\w']+[,/]?){{0,4}} {_OTHERS}",
    rf"\b{_TEXTS}[^.;]{{0,60}} from [^.;]{{0,60}}\b(?:and|or) (?:our|its|their|select\w*)"
    rf" (?:\w+ )?{_OTHERS}\b",
)
_TO_DELIVER: Final = either(
    r"\bdeliver\w*|\bproviders?\b|\bonly to\b|\bsolely\b|\bexcept\b|\bcarriers?\b"
)
_BOUGHT: Final = either(
    r"\b(?:buy|bought|purchas(?:e|ed|ing)?|rent(?:ed)?|acquired?|obtain(?:ed)?|scraped?)\b"
    r" (?:(?!from\b|on\b)[\w-]+ ){0,4}(?:lists?|leads|databases?|opt-in data|contact data)\b",
    r"\b(?:receive|get|obtain|collect|source|import)\w* (?:\w+ ){0,3}(?:leads|numbers|contacts"
    r"|data)"
    r" (?:from|through|via) (?:[\w-]+ ){0,3}(?:third[- ]part(?:y|ies)|lead (?:providers?|vendors?"
    r"|aggregators?)|partners?|brokers?|public (?:records|sources))",
    r"\b(?:list|lead|data) (?:providers?|vendors?|brokers?|aggregators?)\b",
    r"\b(?:from|using) public records?\b|\bpublic records? (?:search|data)",
)
_IMPLIED: Final = either(r"\bimplied (?:consent|opt-?in)\b")
_NOT_ASKED: Final = either(
    r"\b(?:upload|import)(?:s|ed|ing)? (?:\w+ ){0,4}(?:list|contacts|customers|spreadsheet|csv"
    r"|numbers)\b",
    r"\bexisting (?:customers|clients|contacts|patients|members) (?:who )?(?:have"
    r" )?(?:already )?(?:gave"
    r"|given|provided|shared)\b.*\bpast\b",
    r"\b(?:from|collect\w*|gather\w*) (?:\w+ ){0,3}business cards?\b",
)
_NOT_SEPARATE: Final = either(
    r"\b(?:agree\w*|consent\w*)\b.*\b(?:as part of|in|through|via|by accepting|under) (?:the"
    r"|our|their)"
    r" (?:[\w-]+ ){0,3}(?:terms|lease|contract|agreement|privacy policy)\b",
    r"\bstated in (?:the|our) (?:terms|privacy policy)",
)
_NOTHING_ELSE: Final = either(
    r"\bno (?:separate|other|additional|explicit) (?:consent|opt-?in|step)", r"\bautomatically\b"
)
_ASKS_BY_TEXT: Final = either(
    r"\b(?:send|sends|text|texts) (?:an?|the|our|out)? ?(?:initial|first|introductory|welcome"
    r"|opt-?in)"
    r" (?:sms|text|message).*\b(?:asking|ask|asks|requesting|inviting|if they)\b",
    r"\bwe (?:first )?(?:text|message) (?:\w+ ){0,3}(?:and ask|asking) (?:\w+ ){0,4}(?:opt|consent"
    r"|receive"
    r"|agree|want)",
)
_CONFIRMS: Final = words("double", r"confirm\w*", "form", "box", "checkbox")
_AGREED: Final = words(r"opt(?:ed|ing)?[ -]?in", "agreed", r"consent(?:ed|ing)?")
_CHANNEL: Final = r"(?:e-?mails?|(?:phone |voice |telephone )?calls?|phone|telephone)"
_TEXT: Final = r"(?:texts?|sms|text messages?)"
_LISTED: Final = (
    r"(?:[ ,/&]|\b(?:and|or|automated|marketing|e-?mails?|calls?|texts?|messages?|phone)\b){1,12}?"
)
_BUNDLED: Final = either(
    r"\b(?:agree|consent)\w* to (?:receive |get |be sent |be contacted (?:by|via|through) )?"
    rf"(?:\w+ ){{0,3}}?(?:{_CHANNEL}{_LISTED}{_TEXT}|{_TEXT}{_LISTED}{_CHANNEL})\b"
    r"(?! (?:call|number|calls? to))"
)
_WITH_TERMS: Final = either(
    r"\b(?:agree|consent|accept)\w*(?: to)? (?:\w+ ){0,3}(?:terms|privacy policy)\b.*?\b(?:and"
    r"|&) "
    rf"(?:\w+ ){{0,3}}?(?:receive|receiving|get|be sent) .*\b{_TEXTS}\b"
)
_INFORMING: Final = (
    r"(?:order|account|appointment|delivery|transactional|informational|service|booking|billing)"
)
_SELLING: Final = r"(?:marketing|promotional|advertising)"
_BOTH_PURPOSES: Final = either(
    rf"\b(?:agree|consent)\w* to (?:receive|get|be sent).*\b{_INFORMING}\b(?: (?:updates"
    rf"|reminders"
    rf"|notices|notifications|alerts|messages|texts))?,? (?:and|&"
    rf"|as well as) (?:\w+ )?{_SELLING}\b",
    rf"\b(?:agree|consent)\w* to (?:receive|get|be sent).*\b{_SELLING}(?: (?:messages|texts))?"
    rf",? (?:and|&|as well as) (?:\w+ )?{_INFORMING}\b",
)
_BOX: Final = either(r"\bbox\b", "checkbox", "check-box")
_SPEAKS_OF_TEXTS: Final = either(
    r"\bsms\b|\bmms\b|\btext(?:s|ed|ing)?\b|\bmobile (?:messages|alerts)\b"
    r"|(?<!\w)messages?\b(?! frequency"
    r"|(?: (?:and|&) |/| )data)"
)
_COMMUNICATIONS: Final = either(
    r"\b(?:agree|consent)\w* to (?:receive|get|be sent|be contacted|being contacted|be reached)"
)
_OTHER_FACTOR: Final = words("optional", r"or (?:by )?e-?mail", "authenticator", "instead")
_ONLY_FACTOR: Final = either(
    r"\b(?:sms|text(?: message)?|phone)\b[^.]*\b(?:mandatory|required|compulsory)\b[^.]*\b(?:only"
    r" (?:\w+ )?(?:method|option|way|channel|factor)|cannot be skipped|no (?:other|alternative))",
    r"\bonly (?:\w+ )?(?:method|option|way|channel)\b[^.]*\b(?:mandatory|cannot be (?:skipped"
    r"|turned off"
    r"|disabled)|required)",
    r"\bby sms only\b[^.]*\b(?:cannot|must|required|mandatory)",
)


def ticks_beforehand(message_flow: str) -> bool:
    """Say whether the box for consent is ticked, or people enrolled, before anybody has chosen."""
    ticked = affirms(message_flow, _TICKED) or affirms(narration(message_flow), _TICKED)
    return ticked or affirms(message_flow, _ENROLLED, unless=_CHOSEN)


def makes_it_a_condition(message_flow: str) -> bool:
    """Say whether nobody gets on without consent, or an order or an account stands for it."""
    if _FREE_TO_CHOOSE.search(plain(message_flow)):
        return False
    trapped = any(_NO_OTHER_WAY.search(each) for each in sentences(message_flow))
    taken = affirms(message_flow, _TAKEN_FOR_CONSENT) and not _ACT_OF_CONSENT.search(message_flow)
    done = affirms(message_flow, _DONE_FOR_CONSENT, unless=_CHOSEN)
    return trapped or taken or done or affirms(message_flow, _CONDITION, unless=_OTHER_TERMS)


def hides_behind_a_login(message_flow: str, *, codes: bool = False) -> bool:
    """Say whether the opt-in is seen by members alone, and nothing is shown in its place.

    A page of one's own, said without the word login, is enough unless the flow names a page of the
    form or a keyword, or the messages are login `codes`, which are asked for inside an account.
    """
    flow = plain(message_flow)
    if affirms(flow, _EVIDENCE) or _OPEN.search(flow):
        return False
    said = affirms(flow, _LOGGED_IN)
    shown = codes or bool(_PAGE.search(flow))
    return said or (not shown and affirms(flow, _ON_OWN_PAGES, unless=_NOT_OPTING_IN))


def shares_numbers(message_flow: str) -> bool:
    """Say whether numbers go to others for their own ends."""
    return affirms(message_flow, _SHARING, unless=_TO_DELIVER)


def buys_numbers(message_flow: str) -> bool:
    """Say whether numbers came from others who sold, gave or published them."""
    return affirms(message_flow, _BOUGHT)


def never_asks(message_flow: str) -> bool:
    """Say whether consent is taken for granted, hidden in a contract, or asked for by a text."""
    flow = plain(message_flow)
    hidden = affirms(flow, _NOT_SEPARATE) and bool(_NOTHING_ELSE.search(flow))
    return hidden or affirms(flow, _IMPLIED) or affirms(flow, _NOT_ASKED, unless=_AGREED)


def asks_by_a_text(message_flow: str) -> bool:
    """Say whether the first message asks for the consent that must come before it."""
    return affirms(message_flow, _ASKS_BY_TEXT, unless=_CONFIRMS)


def bundles_channels(message_flow: str) -> bool:
    """Say whether one consent is for texts and for calls or e-mails at once."""
    return affirms(message_flow, _BUNDLED)


def bundles_terms(message_flow: str) -> bool:
    """Say whether one consent is for texts and for terms or a privacy policy."""
    return affirms(message_flow, _WITH_TERMS)


def bundles_purposes(message_flow: str) -> bool:
    """Say whether one box is for marketing and for notices."""
    boxed = _BOX.search(message_flow)
    return bool(boxed) and affirms(message_flow, _BOTH_PURPOSES)


def speaks_of_communications(message_flow: str) -> bool:
    """Say whether a quoted consent names neither texts nor SMS."""
    wordings = [each for each in quotes(message_flow) if _COMMUNICATIONS.search(each)]
    return bool(wordings) and not any(_SPEAKS_OF_TEXTS.search(each) for each in wordings)


def compels_codes(message_flow: str) -> bool:
    """Say whether login codes come by text alone and nobody can do without them."""
    return any(_ONLY_FACTOR.search(each) for each in sentences(message_flow)) and not any(
        _OTHER_FACTOR.search(each) for each in clauses(message_flow) if not denies(each)
    )
