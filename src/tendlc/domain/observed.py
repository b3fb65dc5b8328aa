"""What was last seen of each resource at Twilio, with the time of the look.

Spellings are made one here: bundle statuses in lower case, errors as Problem values. An
observation that a later write has overtaken is marked stale and looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason that Twilio gives for a verdict; the code may be one we do not know."""

    code: int | None
    text: str = ""
    fields: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryProfileSeen:
    """The ISV's own profile; `sid` is None where no approved one was found."""

    seen_at: datetime
    sid: str | None
    status: str | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSeen:
    """A customer profile or trust product."""

    seen_at: datetime
    sid: str
    status: str
    updated_at: str | None
    policy_sid: str | None = None
    problems: tuple[Problem, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSeen:
    """The answer of one evaluation, with the reasons where it is noncompliant."""

    seen_at: datetime
    sid: str
    status: str
    problems: tuple[Problem, ...] = ()

    @property
    def compliant(self) -> bool:
        return self.status == "compliant"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSeen:
    """A brand registration."""

    seen_at: datetime
    sid: str
    status: str
    updated_at: str | None
    identity_status: str | None = None
    tcr_id: str | None = None
    brand_score: int | None = None
    tax_exempt_status: str | None = None
    problems: tuple[Problem, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingSeen:
    """The newest import of a Campaign Verify result, and the newest mail of Authentication+.

    A status is None where there is none; so is the SID of the vetting that stands for the mail.
    """

    seen_at: datetime
    brand_sid: str
    vetting_status: str | None
    authentication_status: str | None = None
    authentication_sid: str | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCasesSeen:
    """The use cases that Twilio opens to this brand on this messaging service."""

    seen_at: datetime
    codes: tuple[str, ...]
    post_approval: tuple[str, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSeen:
    """The campaign of a messaging service, with the carriers' limits once they are known."""

    seen_at: datetime
    sid: str
    status: str
    updated_at: str | None
    use_case: str | None = None
    brand_sid: str | None = None
    campaign_id: str | None = None
    att_messages_per_second: float | None = None
    att_message_class: str | None = None
    t_mobile_brand_tier: str | None = None
    problems: tuple[Problem, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableNumbersSeen:
    """Numbers that could be bought for one wish, best first; `ordinal` counts wishes from 1.

    `wished` is the number or the area code that was asked for.
    """

    seen_at: datetime
    ordinal: int
    phone_numbers: tuple[str, ...]
    wished: str | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumberSeen:
    """Whether the account owns the number that wish `ordinal` names; `sid` is None where not."""

    seen_at: datetime
    ordinal: int
    wished: str
    sid: str | None
    sends_messages: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumberSeen:
    """A number that the account owns; `status` is `gone` where its service lacks it since."""

    seen_at: datetime
    sid: str
    phone_number: str
    status: str | None = None
    stale: bool = False


Seen = (
    PrimaryProfileSeen
    | BundleSeen
    | EvaluationSeen
    | BrandSeen
    | VettingSeen
    | UseCasesSeen
    | CampaignSeen
    | AvailableNumbersSeen
    | OwnedNumberSeen
    | PhoneNumberSeen
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Everything that was last seen for one customer."""

    primary: PrimaryProfileSeen | None = None
    customer_profile: BundleSeen | None = None
    customer_profile_evaluation: EvaluationSeen | None = None
    trust_product: BundleSeen | None = None
    trust_product_evaluation: EvaluationSeen | None = None
    brand: BrandSeen | None = None
    vetting: VettingSeen | None = None
    use_cases: UseCasesSeen | None = None
    campaign: CampaignSeen | None = None
    available_numbers: tuple[AvailableNumbersSeen, ...] = ()
    owned_numbers: tuple[OwnedNumberSeen, ...] = ()
    phone_numbers: tuple[PhoneNumberSeen, ...] = ()

    def as_of(self, now: datetime) -> Observations:
        """Count what was seen in the future as seen now."""
        late = {
            name: timely
            for name, seen in ((f.name, getattr(self, f.name)) for f in fields(self))
            if (timely := _as_of(seen, now)) is not seen
        }
        return replace(self, **late) if late else self


def _as_of(seen: Any, now: datetime) -> Any:
    if isinstance(seen, tuple):
        timely = tuple(_as_of(each, now) for each in seen)
        return seen if timely == seen else timely
    if seen is None or seen.seen_at <= now:
        return seen
    return replace(seen, seen_at=now)
