"""What can be seen of a resource at Twilio, with the time of the look: one frozen class each.

Spellings are made one here: bundle statuses in lower case, errors as Problem values. What a later
write has overtaken is marked stale and looked at again. What it was seen of stands in subjects.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tendlc.domain.status import GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason that Twilio gives for a verdict; the code may be one we do not know."""

    code: int | None
    text: str = ""
    fields: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look showed; `stale` once it is no longer believed."""

    seen_at: datetime
    stale: bool = False

    @property
    def words(self) -> str | None:
        """What people are told of it when it changes: the status, in Twilio's words."""
        return getattr(self, "status", None)

    @property
    def shows_nothing(self) -> bool:
        """Nothing was found where something should be."""
        return self.words == GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryProfileSeen(Seen):
    """The ISV's own profile; `sid` is None where no approved one was found."""

    sid: str | None
    status: str | None = None

    @property
    def shows_nothing(self) -> bool:
        return self.sid is None or self.status == GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed(Seen):
    """What somebody at Twilio or beyond reviews; `updated_at` in Twilio's own spelling."""

    sid: str
    status: str
    updated_at: str | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSeen(Reviewed):
    """A customer profile or trust product."""

    policy_sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSeen(Seen):
    """The answer of one evaluation, with the reasons where it is noncompliant."""

    sid: str
    status: str
    problems: tuple[Problem, ...] = ()

    @property
    def compliant(self) -> bool:
        return self.status == "compliant"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSeen(Reviewed):
    """A brand registration."""

    identity_status: str | None = None
    tcr_id: str | None = None
    brand_score: int | None = None
    tax_exempt_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingSeen(Seen):
    """The newest import of a Campaign Verify result, and the newest mail of Authentication+.

    A status is None where there is none; so is the SID of the vetting that stands for the mail.
    """

    brand_sid: str
    vetting_status: str | None
    authentication_status: str | None = None
    authentication_sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCasesSeen(Seen):
    """The use cases that Twilio opens to this brand on this messaging service."""

    codes: tuple[str, ...]

    @property
    def words(self) -> str:
        return ", ".join(self.codes)

    @property
    def shows_nothing(self) -> bool:
        return not self.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSeen(Reviewed):
    """The campaign of a messaging service, with the carriers' limits once they are known."""

    use_case: str | None = None
    brand_sid: str | None = None
    campaign_id: str | None = None
    att_messages_per_second: float | None = None
    att_message_class: str | None = None
    t_mobile_brand_tier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableNumbersSeen(Seen):
    """Numbers that could be bought for one wish, best first; `ordinal` counts wishes from 1.

    `wished` is the number or the area code that was asked for.
    """

    ordinal: int
    phone_numbers: tuple[str, ...]
    wished: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumberSeen(Seen):
    """Whether the account owns the number that wish `ordinal` names; `sid` is None where not."""

    ordinal: int
    wished: str
    sid: str | None
    sends_messages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumberSeen(Seen):
    """A number that the account owns; `status` is `gone` where its service lacks it since."""

    sid: str
    phone_number: str
    status: str | None = None
