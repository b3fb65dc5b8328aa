"""PreregisteredUsa2p: a campaign that was registered with The Campaign Registry by somebody else.

Whoever registered it has to share it with Twilio. Here the sharing is accepted after the time of a
campaign's review, unless a magic value in CampaignId says otherwise. From then on it is the
campaign of its messaging service like any other, with nothing in it that Twilio was not told.
"""

from __future__ import annotations

import re
from typing import Final

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.sandbox.behaviour.magic import unmarked
from tendlc.sandbox.operations import Answer, Call, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.campaign_progress import KIND, campaign_of, start
from tendlc.sandbox.world.session import Record

_CAMPAIGN_ID: Final = re.compile(r"C[0-9A-Z]{3,32}", re.ASCII)
_UNKNOWN: Final = (
    "brand_registration_sid",
    "us_app_to_person_usecase",
    "description",
    "message_flow",
    "opt_in_message",
    "opt_out_message",
    "help_message",
    "privacy_policy_url",
    "terms_and_conditions_url",
    "rate_limits",
)
_EMPTY: Final = (
    "message_samples",
    "opt_in_keywords",
    "opt_out_keywords",
    "help_keywords",
    "errors",
)


def _create(call: Call) -> Answer:
    session = call.session
    told = parts.required(call.form, "CampaignId", 21727)
    service_sid = parts.sid(call.form, "MessagingServiceSid", "MG", 21705)
    campaign_id = unmarked(told)
    if not _CAMPAIGN_ID.fullmatch(campaign_id):
        raise Refusal(20001, "CampaignId is not an id of The Campaign Registry, such as CABC123")
    migrates = parts.boolean(call.form, "CnpMigration", default=False)
    if session.find("MessagingService", service_sid) is None:
        raise Refusal(21701)
    if campaign_of(session, service_sid):
        raise Refusal(20409, f"{service_sid} already has a campaign")
    data: Shape = {
        **dict.fromkeys(_UNKNOWN),
        **{name: [] for name in _EMPTY},
        **dict.fromkeys(("has_embedded_links", "has_embedded_phone"), False),
        **dict.fromkeys(("age_gated", "direct_lending", "subscriber_opt_in"), False),
        **dict.fromkeys(("admitted", "suspended_with_brand", "mock", "own_help_message"), False),
        "campaign_status": "PENDING",
        "campaign_id": campaign_id,
        "shared_as": told,
        "cnp_migration": migrates,
    }
    record = session.add(KIND, f"{service_sid}/{CAMPAIGN_SID}", data)
    start(session, record)
    return Answer(201, _shape(call, record))


def _shape(call: Call, record: Record) -> Shape:
    return {
        "sid": CAMPAIGN_SID,
        "account_sid": call.account_sid,
        "campaign_id": record.data["campaign_id"],
        "messaging_service_sid": record.key.partition("/")[0],
        "date_created": parts.iso_date(record.created_at),
    }


OPERATIONS: Final = (
    Operation(
        "POST", "messaging", "/v1/Services/PreregisteredUsa2p", _create, paced="registration"
    ),
)
