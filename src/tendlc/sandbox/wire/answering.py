"""Answering: from a request to its answer, in the order in which Twilio's refusals come.

Credentials, then whatever has become due in the caller's world, then the path, the pace, the form,
and the operation itself under a savepoint of its own. Everything is put into the journal.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.exchange import Answer, Call, Listing, Operation
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.wire import faults, forms
from tendlc.sandbox.wire.credentials import read_basic
from tendlc.sandbox.wire.paging import page_wanted
from tendlc.sandbox.wire.places import Place
from tendlc.sandbox.wire.rendering import Outgoing, render, render_refusal
from tendlc.sandbox.wire.routing import Router
from tendlc.sandbox.world.accounts import Account, Worlds
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.journal import Entry, Journal
from tendlc.sandbox.world.schedule import STEPS_AT_ONCE, Schedule
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.store import Store
from tendlc.sandbox.world.turn import Turn

_SECRETS = re.compile(rb'("(?:auth_token|secret)":")[^"]*"')
_NOT_BY_KEY = (
    "/2010-04-01/Accounts.json",
    "/2010-04-01/Accounts/{sid}.json",
    "/2010-04-01/Accounts/{account_sid}/Keys",
)
_PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.002
_PACES = {
    # fact: registration-requests-per-second
    "registration": LIMITS.registration_requests_per_second,
    # fact: otp-requests-per-second
    "otp": LIMITS.otp_requests_per_second,
}
_SHORTEST_SECOND = 0.95  # with some room for the way the requests travel
_FORM = b"application/x-www-form-urlencoded"


@dataclass(slots=True)
class Incoming:
    """A request as it came in. `path` is without the part that names the product."""

    method: str
    place: Place
    path: str
    query: bytes
    body: bytes
    authorization: str
    api_version: str
    content_type: bytes

    @property
    def target(self) -> str:
        """The request line, as faults and the journal see it."""
        query = f"?{self.query.decode('latin-1')}" if self.query else ""
        return f"{self.place.product}.twilio.com{self.path}{query}"


class Answering:
    """Answers what comes in for the Twilio products."""

    def __init__(
        self,
        store: Store,
        worlds: Worlds,
        schedule: Schedule,
        journal: Journal,
        turn: Turn,
        router: Router,
        report: Callable[[str, Exception], None],
    ) -> None:
        self._store = store
        self._worlds = worlds
        self._schedule = schedule
        self._journal = journal
        self._turn = turn
        self._router = router
        self._report = report

    async def answer(self, incoming: Incoming) -> Outgoing:
        """Return what goes back, after it is stored; faults that were asked for come in between."""
        fault = None
        if self._worlds.scripts.all("fault"):
            fault = await self._turn.take(lambda: self._fault_for(incoming))
        if fault and fault["when"] == "before":
            instead = await faults.spoil(fault)
            if instead is not None:
                await self._turn.take(lambda: self._note_fault(incoming, fault, instead))
                return instead
        because = faults.describe(fault) if fault else ""
        outgoing: Outgoing | None
        outgoing = await self._turn.take(lambda: self._perform(incoming, because))
        if outgoing is None:
            outgoing = await self._perform_later(incoming, because)
        if fault and fault["when"] == "after":
            outgoing = await faults.spoil(fault) or outgoing
        return outgoing

    async def _perform_later(self, incoming: Incoming, because: str) -> Outgoing:
        """Come back until the world is ready, and let others be served in between."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while True:
                    await asyncio.sleep(_PAUSE_SECONDS)
                    outgoing: Outgoing | None = await self._turn.take(
                        lambda: self._perform(incoming, because)
                    )
                    if outgoing is not None:
                        return outgoing
        return render_refusal(Refusal(20503, because="the world is still being copied"))

    def _fault_for(self, incoming: Incoming) -> dict[str, Any] | None:
        sid = self._claimed(incoming)
        world = self._worlds.world(sid) if sid else None
        return self._worlds.scripts.fault_for(
            incoming.method, incoming.target, world.id if world else None
        )

    def _claimed(self, incoming: Incoming) -> str:
        return self._worlds.keys.account_sid_of(read_basic(incoming.authorization)[0])

    def _note_fault(self, incoming: Incoming, fault: dict[str, Any], instead: Outgoing) -> None:
        sid = self._claimed(incoming)
        world = self._worlds.world(sid)
        at = world.clock.at(machine_time()) if world else machine_time()
        self._write_down(incoming, sid, at, instead, faults.describe(fault))
        self._journal.write_back()

    def _perform(self, incoming: Incoming, because: str) -> Outgoing | None:
        """Answer; None where the world is busy, or so much is due in it that others would wait."""
        at = machine_time()
        session: Session | None = None
        sid, token = read_basic(incoming.authorization)
        notes = [because] if because else []
        try:
            account = self._worlds.enter(sid, token)
            world = account.world
            at = world.clock.at(at)
            if world.next_due <= at or self._worlds.busy:
                taken = self._schedule.catch_up(world, at, STEPS_AT_ONCE)
                if taken == STEPS_AT_ONCE or world.id in self._worlds.busy:
                    return None
            session = Session(self._store, self._worlds, account, at)
            outgoing = self._operate(incoming, account, session)
        except Refusal as refusal:
            outgoing = render_refusal(refusal)
            notes.append(refusal.because)
        except Exception as error:  # noqa: BLE001  the caller is told 20500, the log tells why
            self._report(f"{incoming.method} {incoming.target}", error)
            outgoing = render_refusal(Refusal(20500))
            notes.append(repr(error))
        notes += session.notes if session else []
        owner = self._worlds.keys.account_sid_of(sid)
        self._write_down(incoming, owner, at, outgoing, "; ".join(notes))
        if self._store.writing or self._journal.is_full:
            self._journal.write_back()
        return outgoing

    def _refuse_key(self, incoming: Incoming, operation: Operation) -> None:
        """Refuse what a standard API key may not do: look after accounts and keys."""
        by_key = read_basic(incoming.authorization)[0].startswith("SK")
        if by_key and operation.path.startswith(_NOT_BY_KEY):
            raise Refusal(20003, "Authenticate", because="a standard API key does not open this")

    def _operate(self, incoming: Incoming, account: Account, session: Session) -> Outgoing:
        product = incoming.place.product or "api"
        operation, path = self._router.find(product, incoming.method, incoming.path)
        if product == "api":
            self._refuse_key(incoming, operation)
        meant = path.get("account_sid", account.sid)
        if meant != account.sid:
            session = session.of_account(_reached(session, meant, incoming))
        if operation.paced:
            _keep_pace(session, operation.paced)
        query = forms.parse(incoming.query)
        size, page_token = page_wanted(query, product)
        call = Call(
            session=session,
            path=path,
            form=_form(incoming),
            query=query,
            origin=incoming.place.origin,
            target=incoming.path,
            api_version=incoming.api_version,
            page_size=size,
            page_token=page_token,
            caller_sid=account.sid,
        )
        answered = self._handle(operation, call)
        if account.world.awaits_reads and operation.method == "GET":
            keys = _keys_read(call, answered)
            self._schedule.count_reads(session.account, keys, session.now)
        return render(call, answered, product)

    def _handle(self, operation: Operation, call: Call) -> Answer | Listing:
        if operation.method == "GET":
            return operation.handler(call)
        return self._store.apart(lambda: operation.handler(call))

    def _write_down(
        self, incoming: Incoming, sid: str, at: float, outgoing: Outgoing, because: str
    ) -> None:
        entry = Entry(
            account_sid=sid,
            at=at,
            method=incoming.method,
            target=incoming.target,
            request=incoming.body,
            status=outgoing.status,
            answer=_without_secrets(incoming, outgoing.body),
            because=because,
        )
        self._journal.add(entry)


def _keep_pace(session: Session, kind: str) -> None:
    """Count what comes faster than Twilio asks for, and refuse it where that is switched on."""
    world, now, most = session.world, machine_time(), _PACES[kind]
    last = world.paced_at.setdefault(kind, deque(maxlen=most))
    if len(last) == most and now - last[0] < _SHORTEST_SECOND:
        world.paced_breaches += 1
        world.change()
        because = f"more than {most} {kind} requests a second"
        if world.settings.get("pace"):
            raise Refusal(20429, because=because)
        session.note(because)
    last.append(now)


def _keys_read(call: Call, answered: Answer | Listing) -> set[str]:
    """Return the keys of the resources that an answer shows."""
    path = [sid for name, sid in call.path.items() if name != "account_sid"]
    if isinstance(answered, Answer):
        return {"/".join(path)}
    sids = (item.get("sid") or item.get("brand_vetting_sid") for item in answered.items)
    return {"/".join([*path, str(sid)]) for sid in sids}


def _without_secrets(incoming: Incoming, answer: bytes) -> bytes:
    # Only accounts and keys have any, and a search in every answer is worth a tenth of a GET.
    shows = incoming.place.product == "api" and (b'"auth_token"' in answer or b'"secret"' in answer)
    return _SECRETS.sub(rb'\1..."', answer) if shows else answer


def _reached(session: Session, sid: str, incoming: Incoming) -> Account:
    """Return the subaccount that a path of the 2010 API names, for its parent's credentials."""
    account = session.relative(sid)
    if account is None:
        raise not_found(incoming.path)
    if account.parent != session.account.id:
        raise Refusal(20003, "Authenticate", because="these credentials do not reach that account")
    if read_basic(incoming.authorization)[0].startswith("SK"):
        raise Refusal(20003, "Authenticate", because="a parent's key does not open a subaccount")
    if account.status != "active" and incoming.method != "GET":
        raise Refusal(20005, because=f"the subaccount is {account.status}")
    return account


def _form(incoming: Incoming) -> dict[str, list[str]]:
    if not incoming.body or incoming.method != "POST":
        return {}
    if not incoming.content_type.startswith(_FORM):
        raise Refusal(20001, because="the body is not a form")
    return forms.parse(incoming.body)
