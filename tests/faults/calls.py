"""The calls that must never happen twice: everything that creates, is counted, or costs money.

Each is named after its step, and they stand in the order in which a run sends them. Free calls
(evaluations, updates of parts) are known by their paths too, so that nothing is overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TRUSTHUB = r"^trusthub\.twilio\.com/v1"
_MESSAGING = r"^messaging\.twilio\.com/v1"
_API = r"^api\.twilio\.com/2010-04-01/Accounts/AC\w+"
_END_USERS = rf"{_TRUSTHUB}/EndUsers$"
_PROFILE = rf"{_TRUSTHUB}/CustomerProfiles/BU\w+$"
_PROFILE_ASSIGNMENTS = rf"{_TRUSTHUB}/CustomerProfiles/BU\w+/EntityAssignments$"
_PRODUCT = rf"{_TRUSTHUB}/TrustProducts/BU\w+$"
_PRODUCT_ASSIGNMENTS = rf"{_TRUSTHUB}/TrustProducts/BU\w+/EntityAssignments$"
_BOUGHT = rf"{_API}/IncomingPhoneNumbers\.json$"
_POOL = rf"{_MESSAGING}/Services/MG\w+/PhoneNumbers$"
FREE = re.compile(rf"/Evaluations$|{_TRUSTHUB}/EndUsers/IT\w+$|{_API}/Addresses/AD\w+\.json$")


@dataclass(frozen=True, slots=True)
class Call:
    """One POST: the step that it belongs to, and the pattern of its path."""

    step: str
    path: str


PROFILE_SUBMISSION = Call("customer_profile_submission", _PROFILE)
PRODUCT_SUBMISSION = Call("trust_product_submission", _PRODUCT)
BRAND = Call("brand_registration", rf"{_MESSAGING}/a2p/BrandRegistrations$")
BRAND_UPDATE = Call("brand_registration_update", rf"{_MESSAGING}/a2p/BrandRegistrations/BN\w+$")
CAMPAIGN_UPDATE = Call("campaign_update", rf"{_MESSAGING}/Services/MG\w+/Compliance/Usa2p/QE\w+$")
CAMPAIGN = Call("campaign", rf"{_MESSAGING}/Services/MG\w+/Compliance/Usa2p$")
NUMBERS = (
    Call("phone_number", _BOUGHT),
    Call("phone_number_addition", _POOL),
    Call("phone_number.2", _BOUGHT),
    Call("phone_number_addition.2", _POOL),
)

FIRST_RUN = (
    Call("customer_profile", rf"{_TRUSTHUB}/CustomerProfiles$"),
    Call("business_information", _END_USERS),
    Call("business_information_assignment", _PROFILE_ASSIGNMENTS),
    Call("authorized_representative", _END_USERS),
    Call("authorized_representative_assignment", _PROFILE_ASSIGNMENTS),
    Call("authorized_representative.2", _END_USERS),
    Call("authorized_representative_assignment.2", _PROFILE_ASSIGNMENTS),
    Call("address", rf"{_API}/Addresses\.json$"),
    Call("supporting_document", rf"{_TRUSTHUB}/SupportingDocuments$"),
    Call("supporting_document_assignment", _PROFILE_ASSIGNMENTS),
    Call("primary_customer_profile_assignment", _PROFILE_ASSIGNMENTS),
    PROFILE_SUBMISSION,
    Call("trust_product", rf"{_TRUSTHUB}/TrustProducts$"),
    Call("messaging_profile", _END_USERS),
    Call("messaging_profile_assignment", _PRODUCT_ASSIGNMENTS),
    Call("customer_profile_assignment", _PRODUCT_ASSIGNMENTS),
    PRODUCT_SUBMISSION,
    Call("messaging_service", rf"{_MESSAGING}/Services$"),
    BRAND,
    CAMPAIGN,
    *NUMBERS,
)
"""All of them in a first run that goes well: two representatives, two numbers to buy."""

ANY = "|".join(dict.fromkeys(call.path for call in (*FIRST_RUN, BRAND_UPDATE, CAMPAIGN_UPDATE)))


def steps_of(targets: Iterable[str]) -> list[str]:
    """Name each target by its pattern, sorted; free calls are left out, unknown ones kept."""
    known = (*FIRST_RUN, BRAND_UPDATE, CAMPAIGN_UPDATE)
    counted = [target for target in targets if not FREE.search(target)]
    named = [
        next((call.path for call in known if re.search(call.path, target)), target)
        for target in counted
    ]
    return sorted(named)


def paths(calls: Iterable[Call]) -> list[str]:
    """The patterns of calls, sorted, as `steps_of` gives them."""
    return sorted(call.path for call in calls)
