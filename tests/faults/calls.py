"""The calls that must never happen twice: everything that creates, is counted, or costs money.

Each is named after its step, and they stand in the order in which a run sends them. Free calls
(evaluations, updates of parts) are known by their paths too, so that nothing is overlooked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tendlc.sandbox.world.patterns import fits

_TRUSTHUB = "^trusthub.twilio.com/v1"
_MESSAGING = "^messaging.twilio.com/v1"
_API = "^api.twilio.com/2010-04-01/Accounts/AC*"
_END_USERS = f"{_TRUSTHUB}/EndUsers$"
_PROFILE = f"{_TRUSTHUB}/CustomerProfiles/BU*$"
_PROFILE_ASSIGNMENTS = f"{_TRUSTHUB}/CustomerProfiles/BU*/EntityAssignments$"
_PRODUCT = f"{_TRUSTHUB}/TrustProducts/BU*$"
_PRODUCT_ASSIGNMENTS = f"{_TRUSTHUB}/TrustProducts/BU*/EntityAssignments$"
_BOUGHT = f"{_API}/IncomingPhoneNumbers.json$"
_POOL = f"{_MESSAGING}/Services/MG*/PhoneNumbers$"
FREE = f"/Evaluations$|{_TRUSTHUB}/EndUsers/IT*$|{_API}/Addresses/AD*.json$"


@dataclass(frozen=True, slots=True)
class Call:
    """One POST: the step that it belongs to, and the pattern of its path."""

    step: str
    path: str


PROFILE_SUBMISSION = Call("customer_profile_submission", _PROFILE)
PRODUCT_SUBMISSION = Call("trust_product_submission", _PRODUCT)
BRAND = Call("brand_registration", f"{_MESSAGING}/a2p/BrandRegistrations$")
BRAND_UPDATE = Call("brand_registration_update", f"{_MESSAGING}/a2p/BrandRegistrations/BN*$")
CAMPAIGN_UPDATE = Call("campaign_update", f"{_MESSAGING}/Services/MG*/Compliance/Usa2p/QE*$")
CAMPAIGN = Call("campaign", f"{_MESSAGING}/Services/MG*/Compliance/Usa2p$")
NUMBERS = (
    Call("phone_number", _BOUGHT),
    Call("phone_number_addition", _POOL),
    Call("phone_number.2", _BOUGHT),
    Call("phone_number_addition.2", _POOL),
)

FIRST_RUN = (
    Call("customer_profile", f"{_TRUSTHUB}/CustomerProfiles$"),
    Call("business_information", _END_USERS),
    Call("business_information_assignment", _PROFILE_ASSIGNMENTS),
    Call("authorized_representative", _END_USERS),
    Call("authorized_representative_assignment", _PROFILE_ASSIGNMENTS),
    Call("authorized_representative.2", _END_USERS),
    Call("authorized_representative_assignment.2", _PROFILE_ASSIGNMENTS),
    Call("address", f"{_API}/Addresses.json$"),
    Call("supporting_document", f"{_TRUSTHUB}/SupportingDocuments$"),
    Call("supporting_document_assignment", _PROFILE_ASSIGNMENTS),
    Call("primary_customer_profile_assignment", _PROFILE_ASSIGNMENTS),
    PROFILE_SUBMISSION,
    Call("trust_product", f"{_TRUSTHUB}/TrustProducts$"),
    Call("messaging_profile", _END_USERS),
    Call("messaging_profile_assignment", _PRODUCT_ASSIGNMENTS),
    Call("customer_profile_assignment", _PRODUCT_ASSIGNMENTS),
    PRODUCT_SUBMISSION,
    Call("messaging_service", f"{_MESSAGING}/Services$"),
    BRAND,
    CAMPAIGN,
    *NUMBERS,
)
"""All of them in a first run that goes well: two representatives, two numbers to buy."""

ANY = "|".join(dict.fromkeys(call.path for call in (*FIRST_RUN, BRAND_UPDATE, CAMPAIGN_UPDATE)))


def steps_of(targets: Iterable[str]) -> list[str]:
    """Name each target by its pattern, sorted; free calls are left out, unknown ones kept."""
    known = (*FIRST_RUN, BRAND_UPDATE, CAMPAIGN_UPDATE)
    counted = [target for target in targets if not fits(FREE, target)]
    named = [
        next((call.path for call in known if fits(call.path, target)), target) for target in counted
    ]
    return sorted(named)


def paths(calls: Iterable[Call]) -> list[str]:
    """The patterns of calls, sorted, as `steps_of` gives them."""
    return sorted(call.path for call in calls)
