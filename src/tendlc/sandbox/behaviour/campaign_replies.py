"""What a reviewer can see in a campaign's replies: the confirmation, the answer to STOP, to HELP.

They are sent as they stand, so that what they lack is lacking. Twilio's own answers, which it sends
where a campaign gives none, are fine however they are handed in.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.campaign_links import is_left_over_in_a_reply
from tendlc.sandbox.behaviour.expressions import Expression
from tendlc.sandbox.behaviour.sentences import plain

TWILIO_REPLIES: Final = {
    "opt_out_message": "You have successfully been unsubscribed. You will not receive any more"
    " messages from this number. Reply START to resubscribe.",
    "help_message": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
"""What Twilio answers where a campaign says nothing else."""
_TWILIO_START: Final = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help."
    " Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
_OPT_OUT: Final = Expression(
    r"\b(?:STOP|QUIT)\b|(?i:\bunsubscribe|\bopt[ -]?(?:ing[ -])?out"
    r"|\b(?:reply|text|send|type|answer)(?: with)? (?:the word )?\W?(?:stop|end|quit|cancel)\b"
    r"|\bstop (?:to|at any time|any time|these|texts|messages|receiving))",
    case=True,
)
_INSTRUCTION: Final = Expression(
    r"\b(?:reply|text|send|type|respond|answer)(?: with| back)? \W?\w+\W? (?:to|if|for)\b[^.!;]*"
    r"|(?<!request )\bto (?:stop|unsubscribe|opt[ -]?out|end|cancel)\b[^.!;]*"
    r"|\b\W?(?:STOP|END|QUIT|CANCEL)\W? to (?:stop|end|cancel|opt[ -]?out|unsubscribe"
    r"|quit)\b[^.!;]*"
)
_ENDED: Final = Expression(
    r"\bunsubscribed|\bunenrolled|\bun-?subscription|\bno (?:more|further|longer|additional)\b"
    r"|\bopted[ -]?out|\bopt[ -]?out (?:is |was )?(?:confirmed|successful|complete|received"
    r"|request)"
    r"|\bremoved?\b|\bstop(?:ped|s)?\b|\b(?:not|never) (?:be )?(?:receive|get|text|message|send"
    r"|hear|contact"
    r"|subscribed)|\bwon't\b|n't (?:receive|get|text|message|send|hear|contact)|\bcancel(?:l?ed"
    r"|lation)|\bended\b|\bterminated\b"
    r"|\bleft (?:our|the)\b|\b(?:last|final) (?:text|message)|\b(?:turned|taken|now|are"
    r"|switched) off\b"
    r"|\bdisabled\b|\bdeactivated\b|\bdiscontinued\b|\bcease|\bblock(?:s|ed)\b|\boff (?:our"
    r"|the) list"
    r"|\b(?:are|you're) out\b|\bend (?:\w+ )?(?:messages|texts)"
)
_GOES_ON: Final = Expression(
    r"\b(?:still|continue to) (?:receive|get|hear|send|be sent|text)|\b(?:you're"
    r"|you are) (?:now )?subscribed"
)
_CONTACT: Final = Expression(r"@|\d{3}|https?://|\bwww\.|[\[{<]|\b[\w-]+\.[a-z]{2,}\b")


def is_of_twilio(reply: str) -> bool:
    """Say whether a reply is the one that Twilio sends by itself."""
    return _signs(reply) in {_signs(each) for each in (*TWILIO_REPLIES.values(), _TWILIO_START)}


def offers_opt_out(text: str) -> bool:
    """Say whether a text tells how to stop the messages."""
    return bool(_OPT_OUT.search(plain(text)))


def takes_leave(opt_out_message: str) -> bool:
    """Say whether a reply to STOP tells that no more messages come, and not only"
    " how to ask for it."""
    said = _INSTRUCTION.without(plain(opt_out_message))
    left = bool(_ENDED.search(said)) and not _GOES_ON.search(said)
    return left and not is_left_over_in_a_reply(opt_out_message)


def offers_help(help_message: str) -> bool:
    """Say whether a reply to HELP names a phone number, an e-mail address or a link."""
    return bool(_CONTACT.search(plain(help_message))) and not is_left_over_in_a_reply(help_message)


def _signs(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
