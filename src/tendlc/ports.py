"""What the engine asks of the world, one small protocol each.

Adapters fill these; tests fill them with fakes that pass the same contract suite. Nothing here
knows Twilio's library, a database or a clock of the machine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tendlc.domain.actions import Action
from tendlc.domain.events import Event
from tendlc.domain.observed import Seen
from tendlc.domain.onboarding import Lane, Onboarding, Stage, Target
from tendlc.domain.person_requests import PersonRequest
from tendlc.domain.sent_requests import Charge, SentRequest
from tendlc.domain.subjects import Subject
from tendlc.domain.tasks import Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A write that Twilio answered: the object's SID, and what the answer showed of it."""

    sid: str
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Reading back found the object of an earlier write; of several, the oldest.

    `others` are the rest of them on the same page, oldest first.
    """

    sid: str
    seen: Seen | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Reading back came to the end of the list without finding the object."""


@dataclass(frozen=True, slots=True)
class MorePages:
    """Reading back must go on at this page token."""

    page_token: str


class Gateway(Protocol):
    """The three verbs to Twilio; each makes exactly one request, except where it says more.

    All raise RemoteError: Unreachable and NotProcessed (no effect), OutcomeUnknown, AlreadyThere,
    Refused, CredentialsRefused, UnexpectedAnswer.
    """

    def perform(self, action: Action, *, send_by: datetime) -> Made:
        """Send one write; after `send_by` nothing is sent and NotProcessed is raised."""

    def find(self, action: Action, *, page_token: str | None = None) -> Found | Absent | MorePages:
        """Look for the object that `action` would have made, one page a call."""

    def look(self, subject: Subject) -> Seen:
        """Fetch what moves by itself; a resource that answers 404 is seen as `gone`."""

    def sent(self) -> list[SentRequest]:
        """Return what the calling thread has sent, oldest first, until the caller clears it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTarget:
    """A target that the ledger has customers of, and where it was found last.

    `place` is the URL of a sandbox, or BUILT_IN; None at Twilio, and where it was never noted.
    """

    target: Target
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One customer in a list: what stands open in the ledger, and the name of the business.

    `attention_at` is when the stage becomes late. `owner` and `code` are those of the first of
    `tasks` tasks, `twilio_code` the first error of Twilio's that it is about. `trouble` is the code
    of the error while requests fail. `hold` says why the customer is not carried on. `name` is
    None, and `code` is `unreadable_record`, where the row cannot be read.
    """

    target: Target
    key: str
    name: str | None
    stage: Stage
    stage_since: datetime | None = None
    attention_at: datetime | None = None
    owner: Owner | None = None
    code: str | None = None
    twilio_code: int | None = None
    tasks: int = 0
    due_at: datetime | None = None
    account_sid: str | None = None
    hold: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which customers a list is of; what is not given does not matter.

    `older_than`: the stage has stood since before this moment. `search`: each of its words begins
    a word of the customer's name or key; of a word of one or two letters, the whole word counts.
    """

    target: Target | None = None
    stage: Stage | None = None
    owner: Owner | None = None
    code: str | None = None
    twilio_code: int | None = None
    older_than: datetime | None = None
    account_sid: str | None = None
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a list by target and key, and the token of the next page (None: the last)."""

    rows: tuple[CustomerRow, ...]
    next: str | None = None


class Ledger(Protocol):
    """The records of the customers. Every write is committed when the call returns."""

    def load(self, target: Target, key: str) -> Onboarding:
        """Return one onboarding; raises UnknownOnboarding, UnreadableRecord.

        A stored document is not judged again: rules run where documents come in.
        """

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        """Store a new onboarding; raises NotAllowed where target and key exist."""

    def add_many(
        self, onboardings: Sequence[Onboarding], events: Sequence[Event] = ()
    ) -> Sequence[str]:
        """Store new onboardings in one commit, each with these events.

        Returns:
            The keys that were there already; their records stay as they are.
        """

    def save(
        self,
        before: Onboarding,
        after: Onboarding,
        events: Sequence[Event] = (),
        requests: Sequence[SentRequest] = (),
        charges: Sequence[Charge] = (),
        *,
        unless_asked: bool = False,
    ) -> Onboarding:
        """Write what changed since `before` was loaded or saved, and raise `passes`.

        Attempts are never removed. With `unless_asked`, nothing is written where the inbox has a
        request above the mark of `after`.

        Raises:
            StaleWrite: somebody else was first, or an attempt that is new here is there already.
            Unheard: a person has asked for something meanwhile.
            UnknownOnboarding: there is no such record.
        """

    def history(self, target: Target, key: str) -> Sequence[Event]:
        """Return what happened to one customer, oldest first; raises UnreadableRecord."""

    def charges(self, target: Target, key: str) -> Sequence[Charge]:
        """Return what one customer has cost, oldest first."""

    def requests(self, target: Target, key: str) -> Sequence[SentRequest]:
        """Return the requests that are still kept of one customer, oldest first."""

    def drop_requests(self, before: datetime) -> None:
        """Remove the requests sent before a moment, of every customer."""

    def find_by_sid(self, target: Target, sid: str) -> Sequence[str]:
        """Return the keys of the target's customers that an attempt gave this SID to."""

    def same_business(
        self, target: Target, fingerprints: Collection[tuple[str, str]]
    ) -> Sequence[str]:
        """Return the keys of the target's customers that have one of these fingerprints.

        Args:
            target: the target.
            fingerprints: of one business or many, each with its kind, as the items of
                `rules.same_business.fingerprints`.
        """

    def targets_of(self, key: str) -> Sequence[KnownTarget]:
        """Return every target that has a customer with this key."""

    def forget(self, target: Target, key: str) -> None:
        """Remove one sandbox onboarding; raises NotAllowed for a live one."""


class Board(Protocol):
    """The lists of the ledger: narrow rows, whatever the number of customers."""

    def targets(self) -> Sequence[KnownTarget]:
        """Return every target of the ledger, in the order in which they came."""

    def page(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page:
        """Return up to `limit` rows after a page token that the page before gave.

        Raises:
            BadPageToken: the token is not one of this ledger and filter.
        """

    def counts(self, wanted: Filter) -> Mapping[Stage, int]:
        """Return how many customers stand at each stage; stages of nobody are left out."""

    def due(self, target: Target, now: datetime, limit: int | None = None) -> Sequence[str]:
        """Return the keys of the customers whose `due_at` has come, longest due first.

        A customer that is on hold is never due.
        """


class Inbox(Protocol):
    """What people ask for, kept beside the records; nothing here changes a record."""

    def put(self, target: Target, key: str, request: PersonRequest) -> int:
        """Append one request and return its id, which rises; raises UnknownOnboarding."""

    def after(self, target: Target, key: str, mark: int) -> Sequence[PersonRequest]:
        """Return the requests with an id above `mark`, oldest first; raises UnreadableRecord."""


class Store(Ledger, Board, Inbox, Protocol):
    """The three together, as one installation opens them."""


class Dispatch(Protocol):
    """Brings a customer to a job on a lane; saying it twice is the same as once."""

    def enqueue(self, key: str, lane: Lane, *, at: datetime | None = None) -> None:
        """Ask for `key` to be advanced on `lane`, now or at a time."""


class Clock(Protocol):
    """The only time that the engine knows; always in UTC."""

    def now(self) -> datetime: ...

    def wait(self, pause: timedelta) -> bool:
        """Return True after `pause`, however the clock is set in it; False when told to stop."""


class Pacer(Protocol):
    """The budget of requests towards brand and campaign registration."""

    def wait_for_slot(self) -> None:
        """Reserve the next slot of the whole installation and return when it has come."""


class Notifier(Protocol):
    """Tells people and programs what happened."""

    def notify(self, onboarding: Onboarding, events: Sequence[Event]) -> None: ...


class Vault(Protocol):
    """Seals personal data before it is stored."""

    def seal(self, plain: bytes) -> bytes: ...

    def unseal(self, sealed: bytes) -> bytes: ...

    def derive(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for one purpose; the same one each time."""
