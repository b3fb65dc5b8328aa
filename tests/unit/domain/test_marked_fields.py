"""What stands at a field of the document: which writes take it, and that it is younger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import pytest

from tendlc.domain.actions import CreateCampaign, UpdateCampaign
from tendlc.domain.business import PostalAddress
from tendlc.domain.campaign import Campaign
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions
from tendlc.domain.field_types import AtTwilio, Section, changeable, fixed
from tests import cast


class CampaignOfTomorrow(Campaign):
    """A campaign with two fields that no ledger of today knows."""

    political_party: Annotated[str | None, AtTwilio.LATER] = None
    embedded_images: Annotated[bool, AtTwilio.LATER, AtTwilio.FIXED] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOfTomorrow(UpdateCampaign):
    """An edit of such a campaign."""

    content = changeable(CampaignOfTomorrow)


TODAY = cast.acme().campaign
CREATE = CreateCampaign(messaging_service_sid="MG1", brand_registration_sid="BN1", campaign=TODAY)


def tomorrow(**fields: object) -> Campaign:
    return CampaignOfTomorrow.model_validate(TODAY.model_dump() | fields)


def edited(campaign: Campaign) -> str:
    return UpdateOfTomorrow(messaging_service_sid="MG1", campaign=campaign).digest()


def test_a_younger_field_changes_a_digest_only_once_it_says_something() -> None:
    first = UpdateCampaign(messaging_service_sid="MG1", campaign=TODAY).digest()
    assert replace(CREATE, campaign=tomorrow()).digest() == CREATE.digest()
    assert edited(tomorrow()) == first
    said = tomorrow(political_party="none")
    assert replace(CREATE, campaign=said).digest() != CREATE.digest()
    assert edited(said) != first


def test_a_fixed_field_is_hashed_when_the_object_is_made_and_in_no_edit() -> None:
    said = tomorrow(embedded_images=True)
    assert replace(CREATE, campaign=said).digest() != CREATE.digest()
    assert edited(said) == edited(tomorrow())


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (
            Campaign,
            {
                "us_app_to_person_usecase",
                "opt_in_keywords",
                "opt_in_message",
                "opt_out_keywords",
                "opt_out_message",
                "help_keywords",
                "help_message",
                "subscriber_opt_in",
            },
        ),
        (PostalAddress, {"iso_country"}),
        (BrandOptions, {"brand_type", "skip_automatic_sec_vet", "mock"}),
        (MessagingServiceOptions, set()),
    ],
)
def test_what_can_never_be_changed_at_twilio(section: type[Section], expected: set[str]) -> None:
    assert set(fixed(section)) == expected
    assert set(changeable(section)) == set(section.model_fields) - expected
