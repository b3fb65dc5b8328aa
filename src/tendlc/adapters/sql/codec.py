"""Onboardings as rows, and back.

Nested values travel as JSON through pydantic, which knows the domain's dataclasses; whatever may
hold personal data is sealed on the way in. No SQL is spoken here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from tendlc.adapters.sql.stored_document import read_stored_customer
from tendlc.adapters.sql.stored_tasks import READ_AS_TODAY, task_in, text_with_task
from tendlc.domain.approval import Approval
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import Observations
from tendlc.domain.onboarding import (
    Lane,
    Onboarding,
    Sent,
    Stage,
    Surplus,
    Target,
    TargetKind,
    Unreadable,
)
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.tasks import Task
from tendlc.domain.trouble import Trouble
from tendlc.errors import SealBroken
from tendlc.ports import Vault

Row = Any
"""A row of a result: SQLAlchemy gives its columns as attributes without types."""


_RENAMED: Final[Mapping[str, str]] = {
    "ready": Stage.REGISTERED.value,
    "customer_ready": EventName.CUSTOMER_REGISTERED.value,
}
"""Stages and events in older ledgers, and what they are called now."""


@dataclass(frozen=True, slots=True)
class State:
    """The part of an onboarding that is kept as one document."""

    observed: Observations
    tasks: tuple[Annotated[Task, READ_AS_TODAY], ...]
    attempts_before_run: int = 0
    missed_looks: int = 0
    approvals: tuple[Approval, ...] = ()
    another_of: tuple[str, ...] = ()
    same_business: tuple[str, ...] = ()
    place: str | None = None
    trouble: Trouble | None = None
    sent: tuple[Sent, ...] = ()
    recreation_of: int = 0
    mail_agreed: int = 0
    number_ordinals: tuple[int, ...] = ()
    registered_at: datetime | None = None
    unconfirmed: tuple[Step, ...] = ()
    surplus: tuple[Surplus, ...] = ()
    lists_lag: bool | None = None


@cache
def _state() -> TypeAdapter[State]:
    return TypeAdapter(State)


def target_values(target: Target) -> dict[str, str]:
    return {
        "kind": target.kind.value,
        "account_sid": target.account_sid,
        "world_id": target.world_id or "",
    }


def target_of(row: Row) -> Target:
    return Target(
        kind=TargetKind(row.kind), account_sid=row.account_sid, world_id=row.world_id or None
    )


def onboarding_values(onboarding: Onboarding, vault: Vault) -> dict[str, Any]:
    """Return the columns of `onboardings`, without the target and the pass count."""
    state = State(
        observed=onboarding.observed,
        tasks=onboarding.tasks,
        attempts_before_run=onboarding.attempts_before_run,
        missed_looks=onboarding.missed_looks,
        approvals=onboarding.approvals,
        another_of=onboarding.another_of,
        same_business=onboarding.same_business,
        place=onboarding.place,
        trouble=onboarding.trouble,
        sent=onboarding.sent,
        recreation_of=onboarding.recreation_of,
        mail_agreed=onboarding.mail_agreed,
        number_ordinals=onboarding.number_ordinals,
        registered_at=onboarding.registered_at,
        unconfirmed=onboarding.unconfirmed,
        surplus=onboarding.surplus,
        lists_lag=onboarding.lists_lag,
    )
    return {
        "key": onboarding.key,
        "document": vault.seal(onboarding.customer.model_dump_json().encode()),
        "state": vault.seal(_state().dump_json(state)),
        "lane": Lane.FREE.value,
        "stage": onboarding.stage.value,
        "due_at": onboarding.due_at,
        "retry_round": onboarding.retry_round,
        "spending_approved_at": onboarding.approvals[-1].at if onboarding.approvals else None,
        "enrolled_at": onboarding.enrolled_at,
    }


def onboarding_of(
    row: Row, target: Target, attempts: Sequence[Attempt], vault: Vault
) -> Onboarding:
    state = _state().validate_json(vault.unseal(row.state))
    return Onboarding(
        key=row.key,
        target=target,
        customer=read_stored_customer(vault.unseal(row.document)),
        enrolled_at=row.enrolled_at,
        attempts=tuple(attempts),
        attempts_before_run=state.attempts_before_run,
        missed_looks=state.missed_looks,
        observed=state.observed,
        passes=int(row.passes),
        stage=Stage(_RENAMED.get(row.stage, row.stage)),
        due_at=row.due_at,
        tasks=state.tasks,
        retry_round=int(row.retry_round),
        approvals=state.approvals,
        another_of=state.another_of,
        same_business=state.same_business,
        place=state.place,
        trouble=state.trouble,
        sent=state.sent,
        recreation_of=state.recreation_of,
        mail_agreed=state.mail_agreed,
        number_ordinals=state.number_ordinals,
        registered_at=state.registered_at,
        unconfirmed=state.unconfirmed,
        surplus=state.surplus,
        lists_lag=state.lists_lag,
    )


def unreadable(name: Row, error: Exception) -> Unreadable:
    """Name a record that cannot be read, and where it stumbles; no value is repeated."""
    try:
        target = target_of(name)
    except ValueError:
        target = None
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "its document"
        return Unreadable(key=name.key, target=target, what=f"{place}: {first['type']}")
    sealed = isinstance(error, SealBroken)
    what = "a sealed part is damaged" if sealed else "a value that this version does not know"
    return Unreadable(key=name.key, target=target, what=what)


_PLAIN: Final = (
    "number",
    "action",
    "digest",
    "retry_round",
    "noted_at",
    "send_by",
    "result_at",
    "sid",
    "twilio_code",
    "http_status",
    "page_token",
)
"""The fields of an attempt that are columns as they are."""


def attempt_values(attempt: Attempt, vault: Vault) -> dict[str, Any]:
    """Return the columns of `attempts`, without the onboarding's id."""
    plain = {name: getattr(attempt, name) for name in _PLAIN}
    return plain | {
        "step": attempt.step.name.value,
        "ordinal": attempt.step.ordinal,
        "result": attempt.result.value if attempt.result else None,
        "message": _seal_text(attempt.message, vault),
        "absences": json.dumps([moment.isoformat() for moment in attempt.absences]),
    }


def attempt_of(row: Row, vault: Vault) -> Attempt:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Attempt(
        step=Step(StepName(row.step), int(row.ordinal)),
        result=Result(row.result) if row.result else None,
        message=_unseal_text(row.message, vault),
        absences=tuple(datetime.fromisoformat(text) for text in json.loads(row.absences)),
        **plain,
    )


def event_values(event: Event, vault: Vault) -> dict[str, Any]:
    """Return the columns of `history`, without the onboarding's id."""
    return {
        "at": event.at,
        "name": event.name.value,
        "step": event.step,
        "sid": event.sid,
        "text": _seal_text(text_with_task(event) or None, vault),
    }


def event_of(row: Row, vault: Vault) -> Event:
    text = _unseal_text(row.text, vault) or ""
    task = task_in(text)
    return Event(
        at=row.at,
        name=EventName(_RENAMED.get(row.name, row.name)),
        step=row.step,
        sid=row.sid,
        text="" if task else text,
        task=task,
    )


def _seal_text(text: str | None, vault: Vault) -> bytes | None:
    return None if text is None else vault.seal(text.encode())


def _unseal_text(sealed: bytes | None, vault: Vault) -> str | None:
    return None if sealed is None else vault.unseal(sealed).decode()
