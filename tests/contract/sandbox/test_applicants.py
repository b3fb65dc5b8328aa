"""What the reviewers of the sandbox say by themselves, without a magic value or a script.

All applicants come by the official library into one world whose reviews take no time.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.applicants import GOOD, Applicant
from tests.contract.sandbox.faulty_applicants import BAD_BRANDS, BAD_CAMPAIGNS, BAD_CONTACTS
from tests.contract.sandbox.walkthrough import Walk


class Office:
    """One account whose reviews are instant, where applicants hand in their papers."""

    def __init__(self, account: SandboxAccount) -> None:
        account.control("POST", "/clock", mode="frozen")
        account.control("POST", "/reviews", all="instant")
        self.client = account.client
        self.walk = Walk(account)

    def brand(self, applicant: Applicant) -> Any:
        """Register a brand and return what became of it."""
        profile = self.walk.profile(applicant.business, submit=False)
        if applicant.address:
            self._move(applicant)
        self.client.trusthub.v1.customer_profiles(profile).update(status="pending-review")
        trust = self.walk.trust(profile, applicant.messaging)
        brands = self.client.messaging.v1.brand_registrations
        made = brands.create(customer_profile_bundle_sid=profile, a2p_profile_bundle_sid=trust)
        return brands(made.sid).fetch()

    @cache  # noqa: B019 the office lives as long as the tests of this module
    def acme(self) -> Any:
        return self.brand(Applicant()).sid

    def campaign(self, brand: str, applicant: Applicant) -> Any:
        """Create a campaign and return what became of it."""
        made = self.walk.campaign(self.walk.service(), brand, **applicant.campaign)
        return made.fetch()

    def _move(self, applicant: Applicant) -> None:
        words = {"street": "1 Main Street", "city": "Town", "auto_correct_address": False}
        address = self.client.addresses.create(
            customer_name="Acme", **{**words, **applicant.address}
        )
        self.client.trusthub.v1.supporting_documents(self.walk.document).update(
            attributes=json.dumps({"address_sids": address.sid})
        )


@pytest.fixture(scope="module")
def office(sandbox_server: SandboxProcess) -> Office:
    return Office(SandboxAccount(sandbox_server))


def codes(resource: Any) -> list[int]:
    return [error["error_code"] for error in resource.errors]


@pytest.mark.parametrize("applicant", GOOD.values(), ids=GOOD)
def test_a_good_customer_is_approved_with_its_campaign(
    office: Office, applicant: Applicant
) -> None:
    brand = office.brand(applicant)
    assert (brand.status, brand.errors) == ("APPROVED", [])
    campaign = office.campaign(brand.sid, applicant)
    assert (campaign.campaign_status, campaign.errors) == ("VERIFIED", [])


@pytest.mark.parametrize(("code", "applicant"), BAD_CAMPAIGNS.values(), ids=BAD_CAMPAIGNS)
def test_a_faulty_campaign_fails_with_the_code_of_its_fault(
    office: Office, code: int, applicant: Applicant
) -> None:
    campaign = office.campaign(office.acme(), applicant)
    assert (campaign.campaign_status, codes(campaign)) == ("FAILED", [code])


@pytest.mark.parametrize(("code", "applicant"), BAD_BRANDS.values(), ids=BAD_BRANDS)
def test_a_faulty_brand_fails_with_the_code_of_its_fault(
    office: Office, code: int, applicant: Applicant
) -> None:
    brand = office.brand(applicant)
    assert (brand.status, codes(brand)) == ("FAILED", [code])


@pytest.mark.parametrize(("code", "applicant"), BAD_CONTACTS.values(), ids=BAD_CONTACTS)
def test_a_faulty_contact_shows_on_an_approved_brand(
    office: Office, code: int, applicant: Applicant
) -> None:
    brand = office.brand(applicant)
    assert (brand.status, codes(brand)) == ("APPROVED", [code])
