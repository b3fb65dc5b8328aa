"""What can be seen of a customer, each a value, and the mapping of all that was last seen.

A look goes to what moves by itself (reviews) or to what Twilio alone knows (the primary profile,
the open use cases, the numbers on sale and those that the account owns). What has to be known of a
kind stands at its class, so that nobody who keeps or passes on observations knows the kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar

from tendlc.domain import status
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    BrandSeen,
    BundleSeen,
    CampaignSeen,
    EvaluationSeen,
    OwnedNumberSeen,
    PhoneNumberSeen,
    PrimaryProfileSeen,
    Seen,
    UseCasesSeen,
    VettingSeen,
)
from tendlc.domain.status import Standing

AnySeen = TypeVar("AnySeen", bound=Seen)


class BundleKind(StrEnum):
    """The two TrustHub bundles; their SIDs share one prefix."""

    CUSTOMER_PROFILE = "customer_profile"
    TRUST_PRODUCT = "trust_product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing to look at, or that the answer to a write shows.

    `shows`: what is seen of it. `told_apart_by`: the field that tells several of a kind apart; of
    other kinds a customer has one. `paced`: a look counts against the limit of one a second.
    `told_as`: the event that tells of it. `statuses`: what the words of its review mean; empty
    where it has none. `sends`: messages cannot be sent without it. `lasts`: what was seen of it
    stays true. `overtaken_by`: a look at one of these makes what was seen of this stale.
    """

    shows: ClassVar[type[Seen]] = Seen
    told_apart_by: ClassVar[str | None] = None
    paced: ClassVar[bool] = False
    told_as: ClassVar[EventName] = EventName.STATUS_SEEN
    statuses: ClassVar[Mapping[str, Standing]] = {}
    sends: ClassVar[bool] = False
    lasts: ClassVar[bool] = False
    overtaken_by: ClassVar[tuple[type[Subject], ...]] = ()

    @property
    def title(self) -> str:
        """What people call it; given for what is reviewed."""
        return type(self).__name__

    def stands_for(self, other: Subject) -> bool:
        """Say whether both are the same part of a customer's registration."""
        name = self.told_apart_by
        alike = self.shows is other.shows
        return alike and (name is None or getattr(self, name) == getattr(other, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryProfile(Subject):
    """The ISV's primary customer profile: by SID, else by policy and `twilio-approved`."""

    shows = PrimaryProfileSeen

    sid: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Subject):
    """A customer profile or trust product."""

    shows = BundleSeen
    told_apart_by = "bundle"
    statuses = status.BUNDLE

    bundle: BundleKind
    sid: str

    @property
    def title(self) -> str:
        return self.bundle.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Subject):
    """The last evaluation of the bundle with this SID: only the answer to the write shows it."""

    shows = EvaluationSeen
    told_apart_by = "bundle"
    lasts = True

    bundle: BundleKind
    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand(Subject):
    """A brand registration."""

    shows = BrandSeen
    paced = True
    statuses = status.BRAND
    sends = True

    sid: str

    @property
    def title(self) -> str:
        return "brand"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandVettings(Subject):
    """What a brand's vettings say of the import of a result of Campaign Verify."""

    shows = VettingSeen
    paced = True

    brand_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases(Subject):
    """Guide step 5.1."""

    shows = UseCasesSeen
    paced = True
    told_as = EventName.USE_CASES_SEEN

    messaging_service_sid: str
    brand_registration_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOfService(Subject):
    """The one campaign of a messaging service."""

    shows = CampaignSeen
    paced = True
    statuses = status.CAMPAIGN
    sends = True

    messaging_service_sid: str

    @property
    def title(self) -> str:
        return "campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Subject):
    """A number of the customer's, as the purchase or the service shows it."""

    shows = PhoneNumberSeen
    told_apart_by = "sid"
    sends = True

    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOfService(Number):
    """A number in a messaging service; it may have been taken out or released since."""

    messaging_service_sid: str
    phone_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableNumbers(Subject):
    """US local numbers on sale that can send messages; `ordinal` is the wish's.

    `phone_number` asks whether this very number is among them. `start` is any number: the place in
    the list to begin at, counted round it, so that customers who buy at the same time do not all
    want the first. Numbers sell while a campaign is reviewed for weeks.
    """

    shows = AvailableNumbersSeen
    told_apart_by = "ordinal"
    overtaken_by = (CampaignOfService,)

    ordinal: int
    area_code: str | None
    phone_number: str | None = None
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumber(Subject):
    """A number that a wish names by SID or in E.164: does the account own it?"""

    shows = OwnedNumberSeen
    told_apart_by = "ordinal"

    ordinal: int
    sid: str | None
    phone_number: str | None


class Observations(Mapping[Subject, Seen]):
    """Everything that was last seen for one customer; a value that never changes."""

    __slots__ = ("_seen",)

    def __init__(self, seen: Mapping[Subject, Seen] | Iterable[tuple[Subject, Seen]] = ()) -> None:
        self._seen = dict(seen)

    def __getitem__(self, subject: Subject) -> Seen:
        return self._seen[subject]

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)

    def __hash__(self) -> int:
        return hash(frozenset(self._seen.items()))

    def __repr__(self) -> str:
        return f"Observations({self._seen!r})"

    def each(self, kind: type[AnySeen], **fields: object) -> tuple[AnySeen, ...]:
        """Return all of one kind, of subjects with these fields, in the order first seen."""
        return tuple(
            seen
            for subject, seen in self.items()
            if isinstance(seen, kind)
            and all(getattr(subject, name) == value for name, value in fields.items())
        )

    def last(self, kind: type[AnySeen], **fields: object) -> AnySeen | None:
        """Return what was last seen of one kind, of a subject with these fields."""
        return next(iter(self.each(kind, **fields)), None)

    def put(self, subject: Subject, seen: Seen) -> Observations:
        """Put it in the place of what was seen of the same thing before."""
        now: dict[Subject, Seen] = {}
        for old, was in self.items():
            if old.stands_for(subject):
                now[subject] = seen
            else:
                now[old] = _stale(was) if isinstance(subject, old.overtaken_by) else was
        return Observations(now | {subject: seen})

    def without(self, which: Callable[[Subject], bool]) -> Observations:
        """Forget what was seen of some subjects."""
        return Observations((one, seen) for one, seen in self.items() if not which(one))

    def stale(self, which: Callable[[Subject], bool]) -> Observations:
        """Mark as stale what was seen of some subjects."""
        return self._each(lambda one, seen: _stale(seen) if which(one) else seen)

    def stale_unless_settled(self) -> Observations:
        """Mark as stale what would be written to as it was last seen: no review holds it."""
        return self._each(lambda one, seen: _stale(seen) if _is_writable(one, seen) else seen)

    def as_of(self, now: datetime) -> Observations:
        """Count what was seen in the future as seen now."""
        return self._each(
            lambda _, seen: replace(seen, seen_at=now) if seen.seen_at > now else seen
        )

    def news(self, subject: Subject | None, seen: Seen | None, at: datetime) -> tuple[Event, ...]:
        """Tell of what was seen where it says something else than all that was seen before."""
        if subject is None or seen is None or seen.words is None:
            return ()
        sid = getattr(seen, "sid", None)
        told = [(old.words, getattr(old, "sid", None)) for old in self.values()]
        if sid is not None and (seen.words, sid) in told:
            return ()
        return (Event(at=at, name=subject.told_as, sid=sid, text=seen.words),)

    def _each(self, change: Callable[[Subject, Seen], Seen]) -> Observations:
        now = {one: change(one, seen) for one, seen in self.items()}
        same = all(now[one] is seen for one, seen in self.items())
        return self if same else Observations(now)


def _stale(seen: Seen) -> Seen:
    return seen if seen.stale else replace(seen, stale=True)


def moves(subject: Subject) -> bool:
    """Say whether what was seen of it may be otherwise by now."""
    return not subject.lasts


def of_bundle(kind: BundleKind) -> Callable[[Subject], bool]:
    """Return the test whether a subject belongs to this bundle."""
    return lambda subject: isinstance(subject, Bundle | Evaluation) and subject.bundle is kind


def _is_writable(subject: Subject, seen: Seen) -> bool:
    settled = (Standing.MOVING, Standing.GOOD)
    reviewed = bool(subject.statuses)
    return reviewed and status.standing(subject.statuses, seen.words or "") not in settled
