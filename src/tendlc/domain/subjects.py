"""What can be looked at: the reads of an onboarding, each a value.

A look goes to what moves by itself (reviews) or to what Twilio alone knows (the primary profile,
the open use cases, the numbers on sale and those that the account owns).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tendlc.domain.actions import BundleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing to look at."""

    paced: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryProfile(Subject):
    """The ISV's primary customer profile: by SID, else by policy and `twilio-approved`."""

    sid: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Subject):
    """A customer profile or trust product."""

    bundle: BundleKind
    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand(Subject):
    """A brand registration."""

    paced: ClassVar[bool] = True

    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandVettings(Subject):
    """What a brand's vettings say of the import of a result of Campaign Verify."""

    paced: ClassVar[bool] = True

    brand_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases(Subject):
    """Guide step 5.1."""

    paced: ClassVar[bool] = True

    messaging_service_sid: str
    brand_registration_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOfService(Subject):
    """The one campaign of a messaging service."""

    paced: ClassVar[bool] = True

    messaging_service_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOfService(Subject):
    """A number in a messaging service; it may have been taken out or released since."""

    messaging_service_sid: str
    sid: str
    phone_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableNumbers(Subject):
    """US local numbers on sale that can send messages; `ordinal` is the wish's.

    `phone_number` asks whether this very number is among them. `start` is any number: the place in
    the list to begin at, counted round it, so that customers who buy at the same time do not all
    want the first.
    """

    ordinal: int
    area_code: str | None
    phone_number: str | None = None
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumber(Subject):
    """A number that a wish names by SID or in E.164: does the account own it?"""

    ordinal: int
    sid: str | None
    phone_number: str | None
