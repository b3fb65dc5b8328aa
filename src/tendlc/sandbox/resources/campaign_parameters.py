"""The parameters of a campaign: what must be given, how long it may be, and what is filled in.

Whether the values make a good campaign is judged by the reviews, not here.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.use_cases import service_use_cases
from tendlc.sandbox.behaviour.campaign_replies import TWILIO_REPLIES
from tendlc.sandbox.operations import Fields, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts

_OPT_OUT_KEYWORDS: Final = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
_HELP_KEYWORDS: Final = ("HELP", "INFO")
URL_FIELDS: Final = {
    "PrivacyPolicyUrl": "privacy_policy_url",
    "TermsAndConditionsUrl": "terms_and_conditions_url",
}


def texts(form: Fields, needed: tuple[str, ...]) -> Shape:
    """Return what can be given at creation and by every edit; `needed` must be there."""
    for name in (*needed, "Description", "MessageFlow", "MessageSamples"):
        parts.required(form, name, 21727)
    description, flow = form["Description"][-1], form["MessageFlow"][-1]
    samples = form["MessageSamples"]
    limits = LIMITS
    _hold_to("Description", len(description), limits.description_min, limits.description_max)
    _hold_to("MessageFlow", len(flow), limits.message_flow_min, limits.message_flow_max)
    _hold_to(
        "the number of MessageSamples",
        len(samples),
        limits.message_samples_min,
        limits.message_samples_max,
    )
    for each in samples:
        least, most = limits.message_sample_min, limits.message_sample_max
        _hold_to("each of MessageSamples", len(each), least, most)
    return {
        "description": description,
        "message_flow": flow,
        "message_samples": samples,
        "has_embedded_links": parts.boolean(form, "HasEmbeddedLinks"),
        "has_embedded_phone": parts.boolean(form, "HasEmbeddedPhone"),
        "age_gated": parts.boolean(form, "AgeGated", default=False),
        "direct_lending": parts.boolean(form, "DirectLending", default=False),
        **{field: parts.web_address(form, name) for name, field in URL_FIELDS.items()},
    }


def replies(form: Fields) -> Shape:
    """Return keywords and replies, which can be given at creation alone."""
    given = {name: parts.text(form, name) or None for name in _REPLY_MESSAGES}
    for name, message in given.items():
        if message is not None:
            _hold_to(name, len(message), LIMITS.reply_message_min, LIMITS.reply_message_max)
    keywords = {name: [each for each in form.get(name, []) if each] for name in _REPLY_KEYWORDS}
    for name, words in keywords.items():
        _hold_to(name, sum(map(len, words)), 0, LIMITS.keywords_max)
        if not all(word.isalnum() for word in words):
            raise Refusal(20001, f"{name} must be letters and digits")
    return {
        "opt_in_message": given["OptInMessage"],
        "opt_out_message": given["OptOutMessage"] or TWILIO_REPLIES["opt_out_message"],
        "help_message": given["HelpMessage"] or TWILIO_REPLIES["help_message"],
        "own_help_message": given["HelpMessage"] is not None,
        "opt_in_keywords": keywords["OptInKeywords"],
        "opt_out_keywords": keywords["OptOutKeywords"] or list(_OPT_OUT_KEYWORDS),
        "help_keywords": keywords["HelpKeywords"] or list(_HELP_KEYWORDS),
    }


def refuse_use_case(declared: str, use_case: str | None) -> None:
    """Refuse a campaign's use case that does not go with what its service is declared for.

    The use case of a campaign that was registered elsewhere is not known.
    """
    if use_case and not service_use_cases()[declared].goes_with(use_case):
        raise Refusal(21719)


_REPLY_MESSAGES: Final = ("OptInMessage", "OptOutMessage", "HelpMessage")
_REPLY_KEYWORDS: Final = ("OptInKeywords", "OptOutKeywords", "HelpKeywords")


def _hold_to(what: str, length: int, least: int, most: int) -> None:
    if not least <= length <= most:
        raise Refusal(21728, f"{what} must be {least} to {most}, not {length}")
