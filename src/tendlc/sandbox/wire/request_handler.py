"""From a request to its answer, in the order in which Twilio's refusals come.

Credentials, then whatever has become due in the caller's world, then the path, the pace, the form,
and the operation itself under a savepoint of its own. Everything is put into the journal.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.operations import Answer, Call, Listing
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.wire import faults, forms
from tendlc.sandbox.wire.paging import page_wanted
from tendlc.sandbox.wire.rendering import Outgoing, render, render_refusal
from tendlc.sandbox.wire.routing import Router
from tendlc.sandbox.world.accounts import Account, Worlds
from tendlc.sandbox.world.batch import Batch
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.journal import Journal
from tendlc.sandbox.world.schedule import STEPS_AT_ONCE, Schedule
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.store import Store

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

Reply = Callable[[Outgoing], None]
"""Sends the answer back; called once for each request."""


class RequestHandler:
    """Answers what comes in for the Twilio products."""

    def __init__(
        self,
        store: Store,
        worlds: Worlds,
        schedule: Schedule,
        journal: Journal,
        batch: Batch,
        router: Router,
        report: Callable[[str, Exception], None],
    ) -> None:
        self._store = store
        self._worlds = worlds
        self._schedule = schedule
        self._journal = journal
        self._batch = batch
        self._router = router
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()

    def handle(self, call: Call, reply: Reply) -> None:
        """Have a call answered by `reply`, once what it changed is stored.

        Faults that were asked for come in between.
        """
        if self._worlds.scripts.any_fault:
            self._later(call, reply, self._spoilt(call))
        else:
            self._batch.add(partial(self._perform, call), partial(self._done, call, reply))

    def _done(
        self, call: Call, reply: Reply, outgoing: Outgoing | None, failure: Exception | None
    ) -> None:
        if failure is not None:
            reply(self._failed(call, failure))
        elif outgoing is None:
            self._later(call, reply, self._performed(call, ""))
        else:
            reply(outgoing)

    def _failed(self, call: Call, error: Exception) -> Outgoing:
        """Have the log tell why; the caller is told 20500."""
        self._report(f"{call.method} {call.line}", error)
        return render_refusal(Refusal(20500))

    def _later(self, call: Call, reply: Reply, work: Awaitable[Outgoing]) -> None:
        task = asyncio.get_running_loop().create_task(self._finish(call, reply, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, call: Call, reply: Reply, work: Awaitable[Outgoing]) -> None:
        try:
            outgoing = await work
        except asyncio.CancelledError:  # we are stopping
            outgoing = faults.DROPPED
        except Exception as error:  # noqa: BLE001  a full disk, for one
            outgoing = self._failed(call, error)
        reply(outgoing)

    async def _spoilt(self, call: Call) -> Outgoing:
        fault = await self._batch.take(partial(self._fault_for, call))
        if fault is None:
            return await self._performed(call, "")
        if fault["when"] == "before":
            instead = await faults.spoil(fault)
            if instead is not None:
                await self._batch.take(partial(self._note_fault, call, fault, instead))
                return instead
        outgoing = await self._performed(call, faults.describe(fault))
        if fault["when"] == "after":
            outgoing = await faults.spoil(fault) or outgoing
        return outgoing

    async def _performed(self, call: Call, because: str) -> Outgoing:
        """Come back until the world is ready, and let others be served in between."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while True:
                    outgoing: Outgoing | None
                    outgoing = await self._batch.take(partial(self._perform, call, because))
                    if outgoing is not None:
                        return outgoing
                    await asyncio.sleep(_PAUSE_SECONDS)
        return render_refusal(Refusal(20503, because="the world is still being copied"))

    def _fault_for(self, call: Call) -> dict[str, Any] | None:
        sid = self._worlds.keys.account_sid_of(call.head.user)
        world = self._worlds.world(sid) if sid else None
        return self._worlds.scripts.fault_for(call.method, call.line, world.id if world else None)

    def _note_fault(self, call: Call, fault: dict[str, Any], instead: Outgoing) -> None:
        sid = self._worlds.keys.account_sid_of(call.head.user)
        world = self._worlds.world(sid)
        at = world.clock.at(machine_time()) if world else machine_time()
        self._write_down(call, sid, at, instead, faults.describe(fault))

    def _perform(self, call: Call, because: str = "") -> Outgoing | None:
        """Answer; None where the world is busy, or so much is due in it that others would wait."""
        at = machine_time()
        session: Session | None = None
        head = call.head
        notes = [because] if because else []
        try:
            account = self._worlds.enter(head.user, head.password)
            world = account.world
            at = world.clock.at(at)
            if world.next_due <= at or self._worlds.busy:
                taken = self._schedule.catch_up(world, at, STEPS_AT_ONCE)
                if taken == STEPS_AT_ONCE or world.id in self._worlds.busy:
                    return None
            session = Session(self._store, self._worlds, account, at)
            outgoing = self._operate(call, account, session)
        except Refusal as refusal:
            outgoing = render_refusal(refusal)
            notes.append(refusal.because)
        except Exception as error:  # noqa: BLE001  the caller is told 20500, the log tells why
            outgoing = self._failed(call, error)
            notes.append(repr(error))
        if session and session.notes:
            notes += session.notes
        owner = self._worlds.keys.account_sid_of(head.user)
        self._write_down(call, owner, at, outgoing, "; ".join(notes) if notes else "")
        return outgoing

    def _operate(self, call: Call, account: Account, session: Session) -> Outgoing:
        operation, call.path = self._router.find(call.product, call.method, call.target)
        if call.product == "api" and operation.path.startswith(_NOT_BY_KEY) and _by_key(call):
            raise Refusal(20003, "Authenticate", because="a standard API key does not open this")
        meant = call.path.get("account_sid", account.sid)
        if meant != account.sid:
            session = session.of_account(_reached(session, meant, call))
        if operation.paced:
            _keep_pace(session, operation.paced)
        call.session = session
        call.account_sid = session.account.sid
        call.caller_sid = account.sid
        call.query = forms.parse(call.raw_query)
        call.page_size, call.page_token = page_wanted(call.query, call.product)
        call.form = _form(call)
        if operation.method == "GET":
            answered = operation.handler(call)
            if account.world.awaits_reads:
                keys = _keys_read(call, answered)
                self._schedule.count_reads(session.account, keys, session.now)
        else:
            answered = self._store.apart(partial(operation.handler, call))
        return render(call, answered)

    def _write_down(
        self, call: Call, sid: str, at: float, outgoing: Outgoing, because: str
    ) -> None:
        answer = _without_secrets(call, outgoing.body)
        self._journal.add(
            sid, at, call.method, call.line, call.body, outgoing.status, answer, because
        )


def _by_key(call: Call) -> bool:
    return call.head.user.startswith("SK")


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


def _without_secrets(call: Call, answer: bytes) -> bytes:
    # Only accounts and keys have any, and a search in every answer is worth a tenth of a GET.
    shows = call.product == "api" and (b'"auth_token"' in answer or b'"secret"' in answer)
    return _SECRETS.sub(rb'\1..."', answer) if shows else answer


def _reached(session: Session, sid: str, call: Call) -> Account:
    """Return the subaccount that a path of the 2010 API names, for its parent's credentials."""
    account = session.relative(sid)
    if account is None:
        raise not_found(call.target)
    if account.parent != session.account.id:
        raise Refusal(20003, "Authenticate", because="these credentials do not reach that account")
    if _by_key(call):
        raise Refusal(20003, "Authenticate", because="a parent's key does not open a subaccount")
    if account.status != "active" and call.method != "GET":
        raise Refusal(20005, because=f"the subaccount is {account.status}")
    return account


def _form(call: Call) -> dict[str, list[str]]:
    if not call.body or call.method != "POST":
        return {}
    return forms.parse_body(call.head.content_type, call.body)
