"""What a reviewer can see of the trade behind a campaign: goods and offers that carriers refuse.

Each question is asked of one text, so that an error can name the fields that say so. A word alone
says little: it counts where the clause does not deny it, and where nothing beside it shows another
meaning, such as a class about it, a rule against it, or a street of that name. The lists hold plain
cases alone; those of the carriers are longer and not published.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.expressions import Expression, words
from tendlc.sandbox.behaviour.sentences import affirms, clauses, denies, plain

_SPOKEN_AGAINST: Final = words(
    r"prevent\w*|cessation|quit\w*|stop smoking|recovering|(?:in|alcohol|addiction|drug)"
    r" recovery|recovery (?:centers?|groups?|from|meetings?)|addict\w*|struggl\w*|sober\w*"
    r"|rehab\w*|teach\w*"
    r"|educat\w+|aware\w*|workshops?|class(?:es)?|lessons?|seminars?|museums?|exhibit\w*|history"
    r"|historic\w*|polic(?:y|ies)|block\w*|filter\w*|screen\w*|test(?:s|ed|ing)?|weapons? ban"
    r"|scams?|schemes?|beware|fraud prevention|bans?|hearing|support groups?|counsel\w+|workplace"
)
"""Words that show that somebody teaches about a thing, or acts against it."""
_FORBIDDEN: Final = words(
    r"cannabis|marijuana|dispensar(?:y|ies)|kratom|thc|delta-?[89]|pre-?rolls?|bongs?",
    r"cbd|hemp (?:oils?|gumm(?:y|ies)|flowers?|products?|extracts?)",
    r"vap(?:es?|e juices?|ing (?:products?|supplies|devices?))|e-?(?:cigarettes?|cigs?|liquids?)",
    r"nicotine pouches|hookahs?|escort services?|strip clubs?",
    r"porn\w*|adult (?:entertainment|videos?|films?|toys?|novelt(?:y|ies))|sex toys?",
    r"firearms?|handguns?|rifles|ammunition|ammo|gun (?:shop|store|sales?|dealer)|silencers?",
)
_PRIZES: Final = (
    r"(?:\$ ?\d|\d+ ?dollars|(?:cash|grand) prize|prize money|jackpot|lottery|sweepstakes|iphone"
    r"|ipad"
    r"|(?:free )?(?:cruise|vacation)|voucher|gift ?card)"
)
_PHISHING: Final = Expression(
    rf"\byou(?: have|'ve)? won (?:an? |the |our |your )?(?:free )?{_PRIZES}"
    r"|\bclaim your (?:free |cash )*(?:prize|winnings|jackpot|gift ?card)\b"
    rf"|\bselected (?:as (?:a|our) winner|to (?:win|receive) (?:an? )?{_PRIZES})"
)
_FRAUD: Final = words(
    r"guaranteed (?:income|returns?|profits?|earnings)|double your money",
    r"risk-free (?:profits?|investments?|income)",
    r"(?:make|earn) (?:up to )?\$ ?[\d,]+ (?:an?|per|every) (?:day|week|month)[^.;]{0,40}from home",
    r"from home[^.;]{0,60}(?:make|earn) (?:up to )?\$ ?[\d,]+ (?:an?|per|every) (?:day|week|month)",
)
_DISALLOWED: Final = words(
    r"pay ?day (?:loans?|advances?|lend\w+)|short[- ]term (?:cash |personal )?(?:loans?|advances?)",
    r"cash advances|title loans?|loan forgiveness|student loan (?:relief|refinanc\w+|forgiveness)",
    r"debt (?:relief|consolidation|settlement|reduction|forgiveness|elimination)",
    r"(?:debt )?collection agency|third[- ]party debt|debts? (?:that (?:is|are) )?owed to (?:our"
    r" clients?|(?:other )?creditors?|others)|debt collect(?:ion|or)s? (?:agency|services?|firm"
    r"|for)"
    r"|collects? debts?",
    r"online casinos?|casino (?:games?|bonus(?:es)?|offers?)|sports? ?bett?ing|sportsbooks?",
    r"online gambling|gambling (?:sites?|apps?|offers?)|betting (?:odds|tips|lines)|slot machines?",
    r"crypto(?:s|currency|currencies)?|bitcoins?|ethereum|nfts?|forex (?:signals?|trading)",
    r"stock (?:tips|trading|signals)|(?:penny|hot) stocks?|(?:trading|investment) (?:signals|tips)",
    r"stock (?:picks|alerts)(?=[^.]*\b(?:trad\w+|invest\w*|portfolio|nasdaq|nyse|tickers?"
    r"|market)\b)",
    r"multi-?level marketing|mlm|network marketing|affiliate marketing|pyramid schemes?",
    r"lead gen(?:eration)?(?: (?:company|business|service|agency))?|get rich quick",
    r"work[- ](?:from|at)[- ]home (?:program|job|opportunit|business|income)\w*",
)
_CREDIT_REPAIR: Final = words(
    r"credit (?:score )?(?:repair|restoration|fixing)|(?:fix|repair)(?:s|ing)? (?:your|their|bad)"
    r" credit"
)
_PLACE_OR_PERSON: Final = (
    r"(?! (?:street|st\b|road|rd\b|avenue|district|country|county|lane|hill|valley|heights|bridge"
    r"|cat"
    r"\b|dog\b)|[- ]colou?red|[- ](?:stain|license|batter|sauce|vinegar|cellar door))"
)
_AGE_RESTRICTED: Final = Expression(
    r"\balcoholic (?:drinks|beverages)\b"
    rf"|(?<!root )(?<!ginger )(?<!non-alcoholic )\bbeers?\b{_PLACE_OR_PERSON}"
    rf"|\b(?:wines?|whiske?ys?|vodka|tequila|bourbon|liquors?|spirits(?= (?:store|shop|and wine))"
    rf"|winery|brewery|taproom|ipas?|cocktails?(?= (?:hour|special|menu"
    rf"|deals?)))\b{_PLACE_OR_PERSON}"
    r"|\b(?:cigars?|cigarettes?|tobacco)\b"
)
_OFFERED: Final = words(
    r"tastings?|sales?|deals?|offers?|specials?|discounts?|off|releases?|released|new|on tap"
    r"|invit\w+"
    r"|clubs?|subscri\w+|buy|shop|stores?|sells?|promot\w+|news|drops?|launch\w*|arriv\w+"
    r"|happy hour"
    r"|order(?:s|ed)?|bottles?|cases?|pairings?|coupons?|half[- ]price|free|try|drinks"
)
_NO_DRINK: Final = words(
    r"alcohol-free|non-?alcoholic|kids?|children|stain|cleaning|removal|recipes?|penne|bowl|closed"
    r"|shots|her|his|surgery|medicine|care team|wipes|rubbing|marinade"
)
_AGE_GATE: Final = words(
    r"date of birth|birth ?dates?|dob|age[- ](?:gate[ds]?|check|verif\w+)|years? (?:old|of age)"
    r"|(?:their|his|her|your|the) ages?|(?:over|under|least|are) (?:18|21)|(?:18|21) (?:or"
    r"|and) (?:over"
    r"|older)"
)
_GOODS_LENT: Final = words(
    r"library|libraries|books?|tools?|museum|instruments?|uniforms?|equipment|loaners?|player"
    r"|cameras?"
    r"|counsel\w+|party"
)
_LENDING: Final = words(
    r"direct lend(?:er|ers|ing)|we lend(?! an? )|lends money|money lend(?:er|ing)",
    r"(?:offer|provide|make|approve|fund)s? (?:\w+ ){0,2}loans?",
    r"our loans?|(?:auto|car|home|mortgage|personal|business|consumer|installment) loans?",
    r"loan (?:payments?|applications?|approvals?|offers?|officers?)|lines? of credit(?! card)",
)
_CREDIT: Final = words(r"loans?|lend\w*|lent|credit|mortgages?|financ\w+|borrow\w*")
_PROMOTION: Final = Expression(
    r"\d ?% off\b|\$ ?\d+ off\b|\bcoupons? (?:for|code|inside)\b"
    r"|\b(?:use|enter|with) (?:the )?(?:promo |coupon |discount )?code [A-Z0-9]{3,}\b"
    r"|\b(?:flash|clearance|holiday|weekend) sale\b|\bbogo\b|\bbuy one,? get one\b|\bshop now\b"
    r"|\bspecial offers?\b|\blimited[- ]time (?:offer|only)\b|\bupgrade (?:today|now) and save\b"
    r"|\b(?:on|for) sale (?:now|today)\b|\bsale (?:ends|starts) (?:today|tonight|now|soon"
    r"|sunday)\b"
)
_PERSONAL: Final = Expression(
    r"\b[Mm]y (?:own )?(?:friends|family)\b(?! of\b)(?! [A-Z])|\b[Ff]or (?:my )?(?:own )?personal"
    r" use"
    r"\b(?! of)|\b(?:friends and|my) relatives\b",
    case=True,
)
_BETWEEN_PEOPLE: Final = words(
    r"(?:users?|people|members|friends|individuals) (?:can |to |may )?(?:text|message"
    r"|chat with) (?:each"
    r" other|one another)|peer[- ]to[- ]peer (?:texting|messag\w+|conversations?)"
    r"|(?:private|personal) conversations between"
)
_TEST: Final = words(
    r"test(?:ing)? (?:campaign|registration)|for testing(?: purposes)?(?: only)?"
    r"|testing (?:the|our|my|an?|out) (?:\w+ )?(?:sms|twilio|integration|application|app|api"
    r"|messag\w+)"
)
_TEST_MESSAGE: Final = words(r"test (?:message|sms|text)|lorem ipsum|hello world|asdf\w*")
_CODE: Final = Expression(
    r"\bcodes?\b|\bpass(?:code|word)|\bpin\b|\bverif|\botp\b|\b\d{4,8}\b"
    r"|\b(?:log|sign)(?:ging|ing)?[ -]?in"
)
_EMERGENCY: Final = words(r"emergency (?:alerts?|notifications?|broadcasts?|warnings?|messages?)")
_DANGER: Final = words(
    r"active shooter|evacuat\w+|tornado\w*|hurricanes?|earthquakes?|tsunamis?|wildfires?|disasters?"
    r"|life[- ]threatening|public safety|terror\w*|lockdowns?"
)


def forbidden(text: str) -> bool:
    """Say whether the words offer goods that no campaign may carry."""
    return affirms(text, _FORBIDDEN, unless=_SPOKEN_AGAINST)


def looks_like_phishing(text: str) -> bool:
    """Say whether the words promise what nobody has won."""
    return affirms(text, _PHISHING, unless=_SPOKEN_AGAINST)


def looks_like_fraud(text: str) -> bool:
    """Say whether the words promise money that nobody can promise."""
    return affirms(text, _FRAUD, unless=_SPOKEN_AGAINST)


def disallowed(text: str) -> bool:
    """Say whether the words name a business that the carriers refuse."""
    return affirms(text, _DISALLOWED, unless=_SPOKEN_AGAINST)


def repairs_credit(text: str) -> bool:
    """Say whether the words offer to repair somebody's credit, which has a code of its own."""
    return affirms(text, _CREDIT_REPAIR, unless=_SPOKEN_AGAINST)


def warns_the_public(text: str) -> bool:
    """Say whether the words promise emergency alerts, and name the danger."""
    return affirms(text, _EMERGENCY) and bool(_DANGER.search(plain(text)))


def concerns_adults(text: str) -> bool:
    """Say whether the words offer goods that only adults may buy."""
    return any(
        _AGE_RESTRICTED.search(clause)
        and _OFFERED.search(clause)
        and not (_SPOKEN_AGAINST.search(clause) or _NO_DRINK.search(clause) or denies(clause))
        for clause in clauses(text)
    )


def asks_for_the_age(text: str) -> bool:
    """Say whether the words tell of a gate: somebody is asked how old he is."""
    return bool(_AGE_GATE.search(plain(text)))


def lends(text: str) -> bool:
    """Say whether the words are those of a lender."""
    return affirms(text, _LENDING, unless=_GOODS_LENT)


def concerns_credit(text: str) -> bool:
    """Say whether the words have anything to do with lending at all."""
    return bool(_CREDIT.search(plain(text)))


def is_personal(text: str) -> bool:
    """Say whether somebody writes to his friends, and no business to its customers."""
    return affirms(text, _PERSONAL)


def is_between_people(text: str) -> bool:
    """Say whether people would text each other, and no business its customers."""
    return affirms(text, _BETWEEN_PEOPLE)


def is_a_test(text: str) -> bool:
    """Say whether a description tells of a test, and not of a program."""
    return affirms(text, _TEST)


def is_filler(sample: str) -> bool:
    """Say whether a sample is a test message or filler text."""
    return bool(_TEST_MESSAGE.search(plain(sample)))


def promotes(text: str) -> bool:
    """Say whether the words sell something."""
    return affirms(text, _PROMOTION)


def carries_a_code(text: str) -> bool:
    """Say whether the words are about a code, a password or a login."""
    return bool(_CODE.search(plain(text)))
