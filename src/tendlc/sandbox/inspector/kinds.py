"""Kinds of resources, as people read of them: names, order, and what a record is best called by.

A table. A kind that it does not know is shown all the same, under its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from tendlc.sandbox.world.account_status import PURGE_STEP


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `decided_as` is its name where control takes verdicts on it, else empty; `own` are
    the attributes that only the sandbox keeps, and no answer of the API shows.
    """

    name: str
    one: str
    many: str
    decided_as: str = ""
    own: frozenset[str] = frozenset()


_OWN_OF_BRANDS: Final = frozenset(
    {"ahead", "authentication", "authentication_ahead", "otp", "update_count", "verdict"}
)
_OWN_OF_CAMPAIGNS: Final = frozenset({"admitted", "own_help_message", "suspended_with_brand"})

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("CustomerProfile", "customer profile", "Customer profiles", "customer_profile"),
        Kind("TrustProduct", "trust product", "Trust products", "trust_product"),
        Kind(
            "BrandRegistration",
            "brand registration",
            "Brand registrations",
            "brand",
            own=_OWN_OF_BRANDS,
        ),
        Kind("BrandVetting", "brand vetting", "Brand vettings"),
        Kind("MessagingService", "messaging service", "Messaging services"),
        Kind("Usa2p", "campaign", "Campaigns", "campaign", own=_OWN_OF_CAMPAIGNS),
        Kind("ServicePhoneNumber", "number of a service", "Numbers of services"),
        Kind("IncomingPhoneNumber", "phone number", "Phone numbers"),
        Kind("NumberRegistration", "number registration", "Number registrations", "phone_number"),
        Kind("EndUser", "end user", "End users"),
        Kind("SupportingDocument", "supporting document", "Supporting documents"),
        Kind("Address", "address", "Addresses"),
        Kind(
            "EntityAssignment",
            "entity assignment",
            "Entity assignments",
            own=frozenset({"object_type"}),
        ),
        Kind("ChannelEndpointAssignment", "channel endpoint", "Channel endpoints"),
        Kind("Evaluation", "evaluation", "Evaluations"),
        Kind("Account", "account", "Accounts"),
        Kind("Sink", "event sink", "Event sinks", own=frozenset({"tests"})),
        Kind("Subscription", "event subscription", "Event subscriptions"),
        Kind("SubscribedEvent", "subscribed event", "Subscribed events"),
        Kind("Key", "API key", "API keys"),
    )
}
"""In the order in which they are shown."""

CHAIN: Final = (
    "CustomerProfile",
    "TrustProduct",
    "BrandRegistration",
    "MessagingService",
    "Usa2p",
    "ServicePhoneNumber",
)
"""The registration, in the order of the guide."""

ACCOUNT: Final = "Account"

JOINS: Final = ("EntityAssignment", "ChannelEndpointAssignment")
"""Kinds that do nothing but join two resources: shown as the link that they are."""

_TITLES: Final = (
    "friendly_name",
    "customer_name",
    "us_app_to_person_usecase",
    "phone_number",
    "vetting_provider",
    "object_type",
    "description",
)
_STEPS: Final = {
    "in_review": "the review is taken up",
    "verdict": "the verdict of the review",
    "register": "the registry takes it up",
    "go_on": "the registry goes on with it",
    "clean_up": "it is removed, being suspended",
    "deleted": "its deletion ends",
    "expire": "it expires, being a mock brand",
    "expire_otp": "the one-time code expires",
    "time_out": "Authentication+ runs out of time",
    "answer_otp": "the owner answers the one-time code",
    "authenticate": "Authentication+ is settled",
    "import": "the imported vetting is settled",
    "check": "its fields are checked",
    "submit": "it goes to review",
    "admit": "the carriers admit it",
    "suspend": "a violation suspends it",
    "registered": "the carriers register it",
    "unregistered": "the carriers let it go",
    PURGE_STEP: "it is removed, being closed",
}
"""By what follows the kind in the name of the step."""
_ACTS: Final = {
    "reopen": "Support opens it again",
    "suspend": "a violation suspends it",
    "lift-suspension": "its suspension is lifted",
    "delete": "the Console deletes it",
    "answer-otp": "the owner answers the one-time code",
    "refuse-address": "the mail of Authentication+ comes back",
    "open-mail": "the contact opens the mail of Authentication+",
    "click-link": "the contact follows its link",
    "complete": "Authentication+ is completed",
    "time-out": "Authentication+ runs out of time",
}
_STATUSES: Final = ("status", "campaign_status", "state", "vetting_status")


def kind_of(name: str) -> Kind:
    """Return a kind by its name, also one that the table does not know."""
    return KINDS.get(name) or Kind(name, name, name)


def in_order(names: list[str]) -> list[Kind]:
    """Return kinds in the order of the table, unknown ones last."""
    places = list(KINDS)
    known = len(places)
    return sorted(
        map(kind_of, names),
        key=lambda kind: (places.index(kind.name) if kind.name in KINDS else known, kind.name),
    )


def resource_path(account_sid: str, kind: str, key: str) -> str:
    """Return the address of the page of a resource."""
    if kind == ACCOUNT:
        return f"/accounts/{key}"
    return f"/accounts/{account_sid}/resources/{quote(kind)}/{quote(key)}"


def title_of(kind: str, data: Mapping[str, Any]) -> str:
    """Return what a record is best called by; empty where it has no such text."""
    if kind == "EndUser":
        return _name_of_end_user(data)
    if kind == "BrandRegistration":
        return f"{data.get('brand_type', '')} {data.get('tcr_id') or ''}".strip()
    found = (data.get(name) for name in _TITLES)
    return next((text for text in found if isinstance(text, str) and text), "")


def status_of(data: Mapping[str, Any]) -> str:
    """Return the status of a record; empty where it has none."""
    found = (data.get(name) for name in _STATUSES)
    return next((text for text in found if isinstance(text, str) and text), "")


def owner_of(kind: str, key: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Return kind and key of what gives a nameless record its name; empty texts if it needs none.

    A brand is called after its customer profile, a campaign after its messaging service.
    """
    if kind == "BrandRegistration":
        return "CustomerProfile", str(data.get("customer_profile_bundle_sid") or "")
    if kind == "Usa2p":
        return "MessagingService", key.partition("/")[0]
    return "", ""


def step_in_words(step: str) -> str:
    """Return what a step of the schedule does."""
    name = step.rpartition(".")[2]
    return _STEPS.get(name) or name.replace("_", " ")


def acts_in_words(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return acts outside the API, each with what it does in words."""
    return [(name, _ACTS.get(name, name.replace("-", " "))) for name in names]


def decision_about(kind: str, key: str) -> tuple[str, str]:
    """Return as what and under which SID control decides on a record; two empty texts if never.

    A campaign is decided under the SID of its messaging service, a number under its own.
    """
    first, _, last = key.partition("/")
    return kind_of(kind).decided_as, last if kind == "NumberRegistration" else first


def _name_of_end_user(data: Mapping[str, Any]) -> str:
    attributes = data.get("attributes") or {}
    person = f"{attributes.get('first_name', '')} {attributes.get('last_name', '')}".strip()
    name = attributes.get("business_name") or person or data.get("friendly_name") or ""
    return f"{name} · {data.get('type', '')}"
