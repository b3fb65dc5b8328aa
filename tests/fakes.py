"""Small stand-ins for the ports, each with the behaviour that the contract suites ask for.

They keep their state in memory and take time from a clock that tests move. A fake that does not
pass `tests/contract/` has no place here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tendlc.adapters.sql.page_tokens import position_of, token_of
from tendlc.adapters.sql.search_words import SearchWords, marks_of
from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Stage, Target, TargetKind
from tendlc.domain.person_requests import PersonRequest
from tendlc.domain.sent_requests import Charge, SentRequest
from tendlc.domain.steps import Attempt
from tendlc.errors import BadPageToken, NotAllowed, StaleWrite, Unheard, UnknownOnboarding
from tendlc.ports import CustomerRow, Filter, KnownTarget, Page
from tendlc.rules.stages import late_at

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


class FixedClock:
    """A Clock that stands still until a test, or a wait, moves it."""

    def __init__(self, moment: datetime = START) -> None:
        self._now = moment

    def now(self) -> datetime:
        return self._now

    def wait(self, pause: timedelta) -> bool:
        self._now += pause
        return True

    def wait_until(self, moment: datetime) -> bool:
        self._now = max(self._now, moment)
        return True

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class ReversingVault:
    """A Vault whose seal can be seen: sealed bytes are the plain ones backwards."""

    def seal(self, plain: bytes) -> bytes:
        return plain[::-1]

    def unseal(self, sealed: bytes) -> bytes:
        return sealed[::-1]

    def derive(self, purpose: str) -> bytes:
        return purpose.encode().ljust(32)


Place = tuple[Target, str]


class InMemoryStore:
    """The Store port in dictionaries."""

    def __init__(self) -> None:
        self._onboardings: dict[Place, Onboarding] = {}
        self._history: dict[Place, list[Event]] = {}
        self._requests: dict[Place, list[SentRequest]] = {}
        self._charges: dict[Place, list[Charge]] = {}
        self._asked: dict[Place, list[PersonRequest]] = {}
        self._places: dict[Target, str | None] = {}
        self._last_id = 0
        self._words = SearchWords(ReversingVault())

    def load(self, target: Target, key: str) -> Onboarding:
        try:
            known = self._onboardings[target, key]
            newest = max((asked.id for asked in self._asked[target, key]), default=0)
            return replace(known, place=self._places[target], newest_request=newest)
        except KeyError:
            raise UnknownOnboarding(f"The ledger knows no customer {key}.") from None

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        if self.add_many([onboarding], events):
            raise NotAllowed(f"The ledger already has the customer {onboarding.key}.")
        return replace(onboarding, passes=0)

    def add_many(
        self, onboardings: Sequence[Onboarding], events: Sequence[Event] = ()
    ) -> Sequence[str]:
        there = []
        for one in onboardings:
            its = (one.target, one.key)
            if its in self._onboardings:
                there.append(one.key)
                continue
            self._onboardings[its] = replace(one, passes=0)
            self._history[its] = list(events)
            self._requests[its], self._charges[its], self._asked[its] = [], [], []
            self._note_place(one)
        return there

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
        stored = self.load(before.target, before.key)
        if stored.passes != before.passes or _are_there(stored, before, after):
            raise StaleWrite
        if unless_asked and stored.newest_request > after.mark:
            raise Unheard
        its = (before.target, before.key)
        saved = replace(after, passes=before.passes + 1)
        merged = _merged(stored.attempts, after.attempts)
        self._onboardings[its] = replace(saved, attempts=merged)
        self._history[its].extend(events)
        self._requests[its].extend(requests)
        charged = {(one.step, one.number, one.what) for one in self._charges[its]}
        new = [one for one in charges if (one.step, one.number, one.what) not in charged]
        self._charges[its].extend(new)
        self._note_place(after)
        return saved

    def history(self, target: Target, key: str) -> Sequence[Event]:
        self.load(target, key)
        return tuple(self._history[target, key])

    def requests(self, target: Target, key: str) -> Sequence[SentRequest]:
        self.load(target, key)
        return tuple(self._requests[target, key])

    def charges(self, target: Target, key: str) -> Sequence[Charge]:
        self.load(target, key)
        return tuple(self._charges[target, key])

    def drop_requests(self, before: datetime) -> None:
        for sent in self._requests.values():
            sent[:] = [one for one in sent if one.at >= before]

    def find_by_sid(self, target: Target, sid: str) -> Sequence[str]:
        return [
            one.key for one in self._all(target) if any(tried.sid == sid for tried in one.attempts)
        ]

    def same_business(
        self, target: Target, fingerprints: Collection[tuple[str, str]]
    ) -> Sequence[str]:
        asked = {*fingerprints}
        return [one.key for one in self._all(target) if asked & marks_of(one.customer)]

    def targets_of(self, key: str) -> Sequence[KnownTarget]:
        return [known for known in self.targets() if (known.target, key) in self._onboardings]

    def forget(self, target: Target, key: str) -> None:
        if target.kind is TargetKind.LIVE:
            raise NotAllowed("A registration at Twilio cannot be forgotten.")
        self.load(target, key)
        for kept in (self._onboardings, self._history, self._requests, self._charges, self._asked):
            kept.pop((target, key))

    def targets(self) -> Sequence[KnownTarget]:
        used = {target for target, _ in self._onboardings}
        return [
            KnownTarget(target=target, place=place)
            for target, place in self._places.items()
            if target in used
        ]

    def page(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page:
        secret, targets = b"in memory", [*self._places]
        found = {(targets.index(one.target), one.key): one for one in self._found(wanted)}
        if after is not None and not self._onboardings:
            raise BadPageToken
        start = position_of(secret, wanted, after) if after is not None else (-1, "")
        left = sorted(place for place in found if place > start)
        rows = tuple(_row(found[place]) for place in left[:limit])
        more = token_of(secret, wanted, left[limit - 1]) if len(left) > limit else None
        return Page(rows=rows, next=more)

    def counts(self, wanted: Filter) -> Mapping[Stage, int]:
        return Counter(one.stage for one in self._found(wanted))

    def due(self, target: Target, now: datetime, limit: int | None = None) -> Sequence[str]:
        waiting = [
            (one.due_at, one.key)
            for one in self._all(target)
            if one.due_at is not None and one.due_at <= now and one.hold is None
        ]
        return [key for _, key in sorted(waiting)][:limit]

    def put(self, target: Target, key: str, request: PersonRequest) -> int:
        self.load(target, key)
        self._last_id += 1
        self._asked[target, key].append(replace(request, id=self._last_id))
        return self._last_id

    def after(self, target: Target, key: str, mark: int) -> Sequence[PersonRequest]:
        self.load(target, key)
        return [asked for asked in self._asked[target, key] if asked.id > mark]

    def _all(self, target: Target | None = None) -> Sequence[Onboarding]:
        found = [o for o in self._onboardings.values() if target in (None, o.target)]
        return sorted(found, key=lambda onboarding: onboarding.key)

    def _found(self, wanted: Filter) -> Iterator[Onboarding]:
        for one in self._all(wanted.target):
            row = _row(one)
            same = all(
                getattr(wanted, name) in (None, getattr(row, name))
                for name in ("stage", "owner", "code", "twilio_code", "account_sid")
            )
            if same and self._is_old(row, wanted) and self._is_meant(one, wanted.search):
                yield one

    def _is_old(self, row: CustomerRow, wanted: Filter) -> bool:
        since = row.stage_since
        return wanted.older_than is None or (since is not None and since <= wanted.older_than)

    def _is_meant(self, one: Onboarding, search: str) -> bool:
        words, customer = self._words, one.customer
        asked = {*words.asked(search)}
        named = bool(asked) and asked <= words.of_customer(customer)
        known = words.fingerprints_asked(search) & words.fingerprints(marks_of(customer))
        return not search or named or bool(known)

    def _note_place(self, onboarding: Onboarding) -> None:
        known = self._places.get(onboarding.target)
        self._places[onboarding.target] = onboarding.place or known


def _row(one: Onboarding) -> CustomerRow:
    first = one.tasks[0] if one.tasks else None
    return CustomerRow(
        target=one.target,
        key=one.key,
        name=one.customer.business_information.business_name,
        stage=one.stage,
        stage_since=one.stage_since,
        attention_at=late_at(one.stage, one.stage_since),
        owner=first.owner if first else None,
        code=first.code if first else None,
        twilio_code=first.twilio_code if first else None,
        tasks=len(one.tasks),
        due_at=one.due_at,
        account_sid=one.account_sid,
        hold=one.hold,
        trouble=one.trouble.code if one.trouble else None,
    )


def _are_there(stored: Onboarding, before: Onboarding, after: Onboarding) -> bool:
    """Say whether one of the attempts that are new to the writer is stored already."""
    known, new, there = (
        {(attempt.step, attempt.number) for attempt in one.attempts}
        for one in (before, after, stored)
    )
    return bool((new - known) & there)


def _merged(stored: Sequence[Attempt], wanted: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Keep what was ever noted, as the ledger does, each attempt in its newest form."""
    both = {(attempt.step, attempt.number): attempt for attempt in (*stored, *wanted)}
    return tuple(both.values())
