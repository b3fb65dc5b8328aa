"""What Twilio's OpenAPI files leave open, leave out or get wrong: one named entry each.

`derive_specs.py` reads the first half when it makes `specs.json`; `strict.py` reads the second half
when it checks an answer. Nothing here describes our own behaviour: every entry stands for a
published page, a published example or a field report, and says which.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

PUBLISHED = {"product": "twilio-oai", "release": "2.6.7", "snapshot": "2026-04-14"}

OUT_OF_SCOPE = re.compile(
    r"AlphaSenders|ChannelSenders|ShortCodes|Deactivations|LinkShortening|Tollfree|ComplianceInquiries"
    r"|(MachineToMachine|Mobile|National|SharedCost|Voip)\.json"
)


def in_scope(path: str) -> bool:
    """Whether the registration of a customer can touch this path."""
    return OUT_OF_SCOPE.search(path) is None


# Marked nullable in the files, never null in any published example.
NEVER_NULL = frozenset({"sid", "account_sid", "date_created", "date_updated", "url", "links"})

# The two campaign schemas: which one answers is chosen by the request's version header.
VERSIONED = {"service.us_app_to_person": {"v1.2": "service.us_app_to_person_v2"}}

_TEXT_OR_NUMBER = {"type": ["number", "string", "null"]}
_EMPTY_OR_URI = {"type": ["string", "null"], "format": "empty-or-uri"}
_EMPTY_OR_APPLICATION = {"type": ["string", "null"], "pattern": "^(AP[0-9a-fA-F]{32})?$"}
# What a number was never given is published as an empty text as often as null.
_NEVER_GIVEN: Json = {
    "sms_application_sid": _EMPTY_OR_APPLICATION,
    "voice_application_sid": _EMPTY_OR_APPLICATION,
    "sms_url": _EMPTY_OR_URI,
    "sms_fallback_url": _EMPTY_OR_URI,
    "voice_url": _EMPTY_OR_URI,
    "voice_fallback_url": _EMPTY_OR_URI,
    "status_callback": _EMPTY_OR_URI,
}

# Properties whose schema contradicts the examples beside it: the examples win.
CORRECTIONS: dict[str, dict[str, Json]] = {
    # A pending sole proprietor is published with no identity status at all.
    "brand_registrations": {"identity_status": {"type": ["string", "null"]}},
    # Coordinates and prices are typed as numbers and sent as texts.
    "account.available_phone_number_country.available_phone_number_local": {
        "latitude": _TEXT_OR_NUMBER,
        "longitude": _TEXT_OR_NUMBER,
    },
    "account.usage.usage_record": {"price": _TEXT_OR_NUMBER},
    "account.incoming_phone_number": _NEVER_GIVEN,
    "account.address.dependent_phone_number": _NEVER_GIVEN,
    # Typed as a URI, and a path in both examples.
    "account.available_phone_number_country": {"uri": {"type": "string"}},
}

# Keys that may be missing: the published examples of available numbers leave `fax` out.
OPTIONAL = {
    f"account.available_phone_number_country.available_phone_number_{kind}": {
        "capabilities": ["fax"]
    }
    for kind in ("local", "toll_free")
}

# Sent by Twilio (the guide prints it), known to no schema.
UNLISTED: dict[str, dict[str, Json]] = {
    "service": {"sending_windows": {"type": "array", "maxItems": 0}}
}

# A path that the files name without an operation; the page of 2026-08-20 documents it.
# What it answers with is not published, so only its status is checked.
SUPPLEMENTS: list[Json] = [
    {
        "id": "CreateBrandRegistration2fa",
        "host": "messaging.twilio.com",
        "method": "POST",
        "path": "/v1/a2p/BrandRegistrations/{BrandRegistrationSid}/2fa",
        "answers": {"200": None, "201": None, "202": None, "204": None},
        "in_path": ["BrandRegistrationSid"],
    }
]

# --- for the checker -------------------------------------------------------------------------

# Lists that answer without any paging keys, whatever their schemas say (all their examples).
UNPAGED = frozenset({"available_phone_numbers", "countries"})

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_CODE_OR_NULL = {"type": ["integer", "null"]}


def _closed(**properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list_of(items: Json) -> Json:
    return {"type": "array", "items": items}


def _links(*names: str) -> Json:
    return _closed(**{name: _TEXT for name in names})


_REASON = _closed(
    error_code={"type": "integer"}, description=_TEXT, url=_TEXT, fields=_list_of(_TEXT)
)
_JUDGED_FIELD = _closed(
    friendly_name=_TEXT,
    object_field=_TEXT,
    failure_reason=_TEXT_OR_NULL,
    error_code=_CODE_OR_NULL,
    passed={"type": "boolean"},
)
_JUDGED_REQUIREMENT = _closed(
    friendly_name=_TEXT,
    object_type=_TEXT,
    passed={"type": "boolean"},
    failure_reason=_TEXT_OR_NULL,
    error_code=_CODE_OR_NULL,
    valid=_list_of(_JUDGED_FIELD),
    invalid=_list_of(_JUDGED_FIELD),
    requirement_friendly_name=_TEXT,
    requirement_name=_TEXT,
)
_RESULTS = {"results": _list_of(_JUDGED_REQUIREMENT)}
_BUNDLE_ERRORS = {
    "type": ["array", "null"],
    "items": {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}},
}
_CAMPAIGN = {
    "sid": {"const": "QE2c6890da8086d771620e9b13fadeba0b"},
    "errors": _list_of(_REASON),
    "campaign_status": {"enum": ["PENDING", "IN_PROGRESS", "VERIFIED", "FAILED", "SUSPENDED"]},
    "message_samples": {"type": "array", "items": _TEXT},  # none of a campaign from elsewhere
    "rate_limits": {
        "type": ["object", "null"],
        "required": ["att", "tmobile"],
        "properties": {
            "att": _closed(mps={"type": "number"}, msg_class=_TEXT),
            "tmobile": _closed(brand_tier=_TEXT),
        },
        "additionalProperties": False,
    },
}
_TYPE_FIELDS = _list_of(
    _closed(machine_name=_TEXT, friendly_name=_TEXT, constraint={"enum": ["String", "List"]})
)
_REQUIRED_OBJECT = {
    "type": "object",
    "required": ["name", "type", "requirement_name"],
    "properties": {"fields": _list_of(_TEXT)},
}
_ATTRIBUTES = {"attributes": {"type": "object"}}
_BUNDLE = "{0}_entity_assignments", "{0}_evaluations", "{0}_channel_endpoint_assignment"

# The inside of properties that the schemas leave open, from the examples and the pages.
OPEN_PARTS: dict[str, dict[str, Json]] = {
    "brand_registrations": {
        "errors": _list_of(_REASON),
        "brand_type": {"enum": ["STANDARD", "SOLE_PROPRIETOR", "STARTER"]},
        "identity_status": {
            "enum": [None, "SELF_DECLARED", "UNVERIFIED", "VERIFIED", "VETTED_VERIFIED"]
        },
        "links": _links("brand_vettings", "brand_registration_otps"),
    },
    "brand_registrations.brand_vetting": {
        "vetting_status": {"enum": ["PENDING", "IN_PROGRESS", "SUCCESS", "FAILED"]}
    },
    "customer_profile": {
        "errors": _BUNDLE_ERRORS,
        "links": _links(*(name.format("customer_profiles") for name in _BUNDLE)),
    },
    "trust_product": {
        "errors": _BUNDLE_ERRORS,
        "links": _links(*(name.format("trust_products") for name in _BUNDLE)),
    },
    "customer_profile.customer_profile_evaluation": _RESULTS,
    "trust_product.trust_product_evaluation": _RESULTS,
    "end_user": _ATTRIBUTES,
    "supporting_document": _ATTRIBUTES,
    "end_user_type": {"fields": _TYPE_FIELDS},
    "supporting_document_type": {"fields": _TYPE_FIELDS},
    "policies": {
        "requirements": _closed(
            end_user=_list_of(_REQUIRED_OBJECT),
            supporting_document=_list_of(_list_of({"type": "object"})),
            supporting_customer_profiles=_list_of(_REQUIRED_OBJECT),
            supporting_trust_products=_list_of({"type": "object"}),
        )
    },
    "service": {
        "sending_windows": {"type": "array", "maxItems": 0},
        "validity_period": {"type": "integer", "minimum": 1, "maximum": 36000},
        "links": _links(
            "phone_numbers",
            "short_codes",
            "alpha_senders",
            "messages",
            "us_app_to_person",
            "us_app_to_person_usecases",
            "channel_senders",
            "destination_alpha_senders",
        ),
    },
    "service.phone_number": {
        "capabilities": _list_of({"enum": ["MMS", "SMS", "Voice"]}),
        "phone_number": {"type": "string", "pattern": r"^\+[1-9]\d{6,14}$"},
    },
    "service.us_app_to_person": _CAMPAIGN,
    "service.us_app_to_person_v2": _CAMPAIGN,
    "service.us_app_to_person_usecase": {
        "us_app_to_person_usecases": _list_of(
            _closed(
                code=_TEXT,
                name=_TEXT,
                description=_TEXT,
                post_approval_required={"type": "boolean"},
            )
        )
    },
    "usecase": {
        "usecases": _list_of(_closed(usecase=_TEXT, description=_TEXT, purpose=_TEXT)),
    },
    "sink": {"links": _links("sink_test", "sink_validate")},
    "subscription": {"links": _links("subscribed_events")},
    "event_type": {"links": _links("schema")},
    "schema": {"links": _links("versions")},
}
