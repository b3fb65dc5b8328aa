"""Rules over what the campaign is registered for: some use cases are closed to some businesses.

Which use cases are open to the brand in the end is asked of Twilio before it is paid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tendlc.catalog.use_cases import use_cases
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

USE_CASE: Final = "campaign.us_app_to_person_usecase"
TOKEN: Final = "brand.campaign_verify_token"
_COMMITTEE: Final = re.compile(
    r"\b(?:pac|political action committee|campaign committee|victory fund|election committee"
    r"|(?:democratic|republican|libertarian|green) (?:party|committee|club)"
    r"|for (?:\w+ )?(?:congress|senate|house|president|governor|mayor|sheriff|judge|assembly"
    r"|council|county|state|city|school board))\b",
    re.IGNORECASE,
)
_POLITICAL: Final = "Twilio, Political messaging: ISV guide"

CHARITY: Final = Rule(id="charity-not-501c3", codes=(30900,), source="Twilio, use case CHARITY")
CHARITY_CHURCH: Final = Rule(
    id="charity-of-a-church", codes=(30900,), source="Twilio, use case CHARITY", sure=False
)
POLITICAL: Final = Rule(id="political-not-allowed", codes=(30900,), source=_POLITICAL)
UNPROVEN: Final = Rule(id="political-without-token", codes=(30900,), source=_POLITICAL, sure=False)
VERIFIED: Final = Rule(id="token-does-not-fit", codes=(21721,), source=_POLITICAL, sure=False)
PAID_TWICE: Final = Rule(id="secondary-vetting-not-needed", source=_POLITICAL)
APPROVAL: Final = Rule(
    id="use-case-needs-approval", codes=(30900,), source="Twilio, list of use cases"
)


def charity_is_for_501c3(customer: Customer) -> Iterator[Finding]:
    """30900: CHARITY is open to organizations under 501(c)(3), and not to churches."""
    if customer.campaign.us_app_to_person_usecase != "CHARITY":
        return
    kind = customer.messaging_profile.company_type
    if kind != "non-profit":
        yield CHARITY.error(
            USE_CASE,
            f"CHARITY is only for 501(c)(3) organizations, and company_type is {kind}",
            text="CHARITY",
            instead="another use case such as MIXED, or company_type: non-profit if the IRS lists "
            "it under 501(c)(3)",
        )
    elif customer.business_information.business_industry == "RELIGION":
        yield CHARITY_CHURCH.warning(
            USE_CASE,
            "CHARITY does not include religious organizations",
            text="CHARITY",
            instead="another use case such as MIXED",
        )


def political_has_standing(customer: Customer) -> Iterator[Finding]:
    """30900: POLITICAL is open to a 527 with its token, and to a 501(c)(4), (5) or (6)."""
    if customer.campaign.us_app_to_person_usecase != "POLITICAL":
        return
    kind = customer.messaging_profile.company_type
    token = customer.brand.campaign_verify_token
    name = customer.business_information.business_name
    if kind in ("government", "public"):
        yield POLITICAL.error(
            USE_CASE,
            f"POLITICAL is closed to a {kind} organization",
            text="POLITICAL",
            instead="another use case such as PUBLIC_SERVICE_ANNOUNCEMENT",
        )
    elif token is None and (kind == "private" or _COMMITTEE.search(name)):
        yield POLITICAL.error(
            TOKEN,
            "is needed: POLITICAL is open to a 527 organization with a token of Campaign Verify",
            instead="the token, or company_type: non-profit for a 501(c)(4), (5) or (6)",
        )
    elif token is None:
        yield UNPROVEN.warning(
            TOKEN,
            "is missing; without it POLITICAL is only open to a 501(c)(4), (5) or (6)",
            instead="the token of Campaign Verify, if the organization is a 527",
        )


def token_fits(customer: Customer) -> Iterator[Finding]:
    """21721: what goes with a token of Campaign Verify."""
    brand = customer.brand
    if brand.campaign_verify_token is None:
        return
    if customer.campaign.us_app_to_person_usecase != "POLITICAL":
        yield VERIFIED.warning(
            TOKEN,
            "opens the use case POLITICAL and nothing else; after it a 527 has no other",
            instead="us_app_to_person_usecase: POLITICAL, or no token",
        )
    if not brand.skip_automatic_sec_vet:
        yield PAID_TWICE.warning(
            "brand.skip_automatic_sec_vet",
            "is false, so secondary vetting is paid although Campaign Verify takes its place",
            text="false",
            instead="true",
        )
    if brand.mock:
        yield VERIFIED.warning(TOKEN, "would be used up by a test brand", instead="no token")


def carriers_approve(customer: Customer) -> Iterator[Finding]:
    """30900: use cases that carriers decide about after the registration."""
    case = use_cases()[customer.campaign.us_app_to_person_usecase]
    if case.post_approval_required:
        yield APPROVAL.warning(
            USE_CASE,
            f"{case.code} is decided by the carriers after the registration, which takes weeks and "
            "may end in a refusal after the fees are paid",
            text=case.code,
            instead="another use case that fits, or ask Twilio first",
        )


CHECKS: Final = (charity_is_for_501c3, political_has_standing, token_fits, carriers_approve)
