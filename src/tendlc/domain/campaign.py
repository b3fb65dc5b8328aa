"""What the customer wants to send, and how people agree to it: the campaign.

The field names are those of the API's parameters. Limits follow Twilio's guide, step 5.2; whether
the texts would please a reviewer is not judged here.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, use_cases
from tendlc.domain.field_types import (
    AtTwilio,
    Keywords,
    Section,
    one_of,
    prose,
    refuse,
    web_address,
)

_Reply = Annotated[str, prose(LIMITS.reply_message_min, LIMITS.reply_message_max)]
_Sample = Annotated[str, prose(LIMITS.message_sample_min, LIMITS.message_sample_max)]
_USE_CASES = tuple(code for code in use_cases() if code != SOLE_PROPRIETOR)


def _not_of_sole_proprietors(code: str) -> str:
    if code == SOLE_PROPRIETOR:
        raise refuse(
            "SOLE_PROPRIETOR goes with sole proprietor brands only, which this version does not "
            "support yet; a business that has an EIN uses another one, such as LOW_VOLUME"
        )
    return code


class Campaign(Section):
    """One campaign (guide step 5.2).

    What is marked as fixed can never be changed once the campaign exists: another wish for it means
    a new campaign and a new vetting fee (lifecycle section 5). Keywords and reply
    messages that are left out are filled in by Twilio. `privacy_policy_url` and
    `terms_and_conditions_url` are optional in the API and needed by the Campaign Registry.
    """

    us_app_to_person_usecase: Annotated[
        str,
        AtTwilio.FIXED,
        AfterValidator(_not_of_sole_proprietors),
        one_of(_USE_CASES, "us_app_to_person_usecase"),
    ]
    description: Annotated[str, prose(LIMITS.description_min, LIMITS.description_max)]
    message_flow: Annotated[str, prose(LIMITS.message_flow_min, LIMITS.message_flow_max)]
    message_samples: Annotated[
        tuple[_Sample, ...],
        Field(min_length=LIMITS.message_samples_min, max_length=LIMITS.message_samples_max),
    ]
    has_embedded_links: bool
    has_embedded_phone: bool
    opt_in_keywords: Annotated[Keywords, AtTwilio.FIXED] = ()
    opt_in_message: Annotated[_Reply | None, AtTwilio.FIXED] = None
    opt_out_keywords: Annotated[Keywords, AtTwilio.FIXED] = ()
    opt_out_message: Annotated[_Reply | None, AtTwilio.FIXED] = None
    help_keywords: Annotated[Keywords, AtTwilio.FIXED] = ()
    help_message: Annotated[_Reply | None, AtTwilio.FIXED] = None
    subscriber_opt_in: Annotated[bool, AtTwilio.FIXED] = True
    age_gated: bool = False
    direct_lending: bool = False
    privacy_policy_url: Annotated[str, web_address()]
    terms_and_conditions_url: Annotated[str, web_address()]

    @field_validator("opt_in_message")
    @classmethod
    def _keywords_are_answered(cls, message: str | None, info: ValidationInfo) -> str | None:
        if message is None and info.data.get("opt_in_keywords"):
            raise refuse("is needed, because opt_in_keywords are given")
        return message
