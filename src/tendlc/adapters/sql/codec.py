"""Onboardings as rows, and back.

Nested values travel as JSON through pydantic, which knows the domain's dataclasses; whatever may
hold personal data is sealed on the way in. No SQL is spoken here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, field, fields, make_dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from tendlc.adapters.sql.observations import StoredObservations
from tendlc.adapters.sql.stored_document import SCHEMA_VERSION, read_stored_customer, unjudged
from tendlc.adapters.sql.stored_tasks import READ_AS_TODAY, data_in, text_with_data
from tendlc.domain.customer import Customer
from tendlc.domain.events import ENGINE, Event, EventName
from tendlc.domain.onboarding import Onboarding, Stage, Target, TargetKind
from tendlc.domain.person_requests import (
    Asked,
    LookAgain,
    NewDocument,
    PersonRequest,
    Retry,
    StepAnswer,
)
from tendlc.domain.sent_requests import Charge, SentRequest
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.tasks import Task
from tendlc.errors import SealBroken
from tendlc.ports import Vault
from tendlc.rules.stages import late_at

SERVICE: Final = StepName.MESSAGING_SERVICE
_OF_DOCUMENTS: Final = (EventName.ENROLLED, EventName.AMENDED)

Row = Any
"""A row of a result: SQLAlchemy gives its columns as attributes without types."""

State = Any
"""A value with the fields of an onboarding that are sealed, under their names."""

_OPEN: Final = (
    "stage",
    "stage_since",
    "due_at",
    "hold",
    "mark",
    "retry_round",
    "account_sid",
    "enrolled_at",
)
"""The fields of an onboarding that are columns as they are."""

_ELSEWHERE: Final = (
    "key",
    "target",
    "place",
    "customer",
    "attempts",
    "passes",
    "newest_request",
)
"""The fields that have columns or tables of their own."""


_SEALED: Final = tuple(
    field.name for field in fields(Onboarding) if field.name not in (*_OPEN, *_ELSEWHERE)
)
"""All the others: the state."""

_READ_OTHERWISE: Final = {
    "observed": StoredObservations,
    "tasks": tuple[Annotated[Task, READ_AS_TODAY], ...],
}
"""The fields whose older forms are read as today's, with their types."""


@cache
def _state_class() -> Any:
    """Make a dataclass of those fields, so that none of them is named here."""
    hints = get_type_hints(Onboarding) | _READ_OTHERWISE
    known = {each.name: each for each in fields(Onboarding)}
    defaults = [
        (name, hints[name], field(default_factory=default))
        if (default := known[name].default_factory) is not MISSING
        else (name, hints[name], field(default=known[name].default))
        for name in _SEALED
    ]
    return make_dataclass("State", defaults, frozen=True, slots=True, kw_only=True)


@cache
def _state_adapter() -> TypeAdapter[State]:
    return TypeAdapter(_state_class())


def state_of(onboarding: Onboarding) -> State:
    """Return what is sealed as one value; a field that an old ledger lacks takes its default."""
    return _state_class()(**{name: getattr(onboarding, name) for name in _SEALED})


def sealed_state(state: State, vault: Vault) -> bytes:
    return vault.seal(_state_adapter().dump_json(state))


def read_state(plain: bytes, *, service: str | None) -> State:
    """Return what was sealed; `service` is the messaging service, which the first ledgers lack."""
    return _state_adapter().validate_json(plain, context={"service": service})


def target_values(target: Target) -> dict[str, str]:
    return {
        "kind": target.kind.value,
        "account_sid": target.account_sid,
        "world_id": target.world_id or "",
    }


def target_of(kind: str, account_sid: str, world_id: str) -> Target:
    return Target(kind=TargetKind(kind), account_sid=account_sid, world_id=world_id or None)


def customer_values(onboarding: Onboarding) -> dict[str, Any]:
    """Return the open columns of `customers` that follow from a record."""
    return {name: getattr(onboarding, name) for name in _OPEN} | {
        "stage": onboarding.stage.value,
        "attention_at": late_at(onboarding.stage, onboarding.stage_since),
        **columns_of_state(onboarding),
    }


def columns_of_state(state: State) -> dict[str, Any]:
    """Return the open columns of `customers` that follow from what is sealed."""
    first = state.tasks[0] if state.tasks else None
    return {
        "owner": first.owner.value if first else None,
        "code": first.code if first else None,
        "twilio_code": first.twilio_code if first else None,
        "tasks": len(state.tasks),
        "trouble": state.trouble.code if state.trouble else None,
    }


def name_of(customer: Customer) -> str:
    return customer.business_information.business_name


def document_values(record: Onboarding, events: Sequence[Event], vault: Vault) -> dict[str, Any]:
    """Return the columns of `documents`; who gave it and when is what the history says of it."""
    told = next((event for event in events if event.name in _OF_DOCUMENTS), None)
    return {
        "schema_version": SCHEMA_VERSION,
        "sealed": vault.seal(record.customer.model_dump_json().encode()),
        "actor": seal_text(told.actor if told and told.actor != ENGINE else None, vault),
        "at": told.at if told else record.enrolled_at,
    }


def onboarding_of(
    row: Row, target: Target, attempts: Sequence[Attempt], vault: Vault
) -> Onboarding:
    open_fields = {name: getattr(row, name) for name in _OPEN}
    services = [one.sid for one in attempts if one.step.name is SERVICE and one.succeeded]
    plain = vault.unseal(row.state)
    state = read_state(plain, service=services[-1] if services else None)
    return Onboarding(
        key=row.key,
        target=target,
        place=row.place,
        customer=read_stored_customer(vault.unseal(row.document), row.schema_version),
        attempts=tuple(attempts),
        passes=int(row.passes),
        newest_request=int(row.newest_request or 0),
        **open_fields | {"stage": Stage(row.stage)},
        **{name: getattr(state, name) for name in _SEALED},
    )


def what_is_wrong(error: Exception) -> str:
    """Say where a record stumbles; no value is repeated."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "its document"
        return f"{place}: {first['type']}"
    sealed = isinstance(error, SealBroken)
    return "a sealed part is damaged" if sealed else "a value that this version does not know"


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
    """Return the columns of `attempts`, without the customer's id."""
    plain = {name: getattr(attempt, name) for name in _PLAIN}
    return plain | {
        "step": attempt.step.name.value,
        "ordinal": attempt.step.ordinal,
        "result": attempt.result.value if attempt.result else None,
        "message": seal_text(attempt.message, vault),
        "absences": json.dumps([moment.isoformat() for moment in attempt.absences]),
    }


def attempt_of(row: Row, vault: Vault) -> Attempt:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Attempt(
        step=Step(StepName(row.step), int(row.ordinal)),
        result=Result(row.result) if row.result else None,
        message=unseal_text(row.message, vault),
        absences=tuple(datetime.fromisoformat(text) for text in json.loads(row.absences)),
        **plain,
    )


def event_values(event: Event, vault: Vault) -> dict[str, Any]:
    """Return the columns of `history`, without the customer's id."""
    return {
        "at": event.at,
        "name": event.name.value,
        "step": event.step,
        "sid": event.sid,
        "actor": seal_text(None if event.actor == ENGINE else event.actor, vault),
        "text": seal_text(text_with_data(event) or None, vault),
    }


def event_of(row: Row, vault: Vault) -> Event:
    return Event(
        at=row.at,
        name=EventName(row.name),
        step=row.step,
        sid=row.sid,
        actor=unseal_text(row.actor, vault) or ENGINE,
        **data_in(unseal_text(row.text, vault) or ""),
    )


def request_values(request: SentRequest, vault: Vault) -> dict[str, Any]:
    """Return the columns of `requests`, without the customer's id."""
    return {
        "at": request.at,
        "method": request.method,
        "path": request.path,
        "status": request.status,
        "duration_ms": request.duration_ms,
        "twilio_request_id": request.twilio_request_id,
        "bodies": seal_text(json.dumps([request.sent, request.answered]), vault),
    }


def request_of(row: Row, vault: Vault) -> SentRequest:
    sent, answered = json.loads(unseal_text(row.bodies, vault) or "[]")
    return SentRequest(
        at=row.at,
        method=row.method,
        path=row.path,
        status=row.status,
        duration_ms=row.duration_ms,
        twilio_request_id=row.twilio_request_id,
        sent=sent,
        answered=answered,
    )


def charge_values(charge: Charge) -> dict[str, Any]:
    """Return the columns of `charges`, without the customer's id."""
    return {
        "step": charge.step.name.value,
        "ordinal": charge.step.ordinal,
        "number": charge.number,
        "what": charge.what,
        "usd": None if charge.usd is None else str(charge.usd),
        "fees_of": charge.fees_of,
        "at": charge.at,
    }


def charge_of(row: Row) -> Charge:
    return Charge(
        step=Step(StepName(row.step), int(row.ordinal)),
        number=row.number,
        what=row.what,
        usd=None if row.usd is None else Decimal(row.usd),
        fees_of=row.fees_of,
        at=row.at,
    )


_KINDS: Final[Mapping[str, type[Asked]]] = {
    "document": NewDocument,
    "retry": Retry,
    "look_again": LookAgain,
    "answer": StepAnswer,
}


@cache
def _asked_adapter(kind: str) -> TypeAdapter[Asked]:
    return TypeAdapter(_KINDS[kind])


@cache
def _asked_reader(kind: str) -> SchemaValidator:
    return SchemaValidator(unjudged(_asked_adapter(kind).core_schema))


def person_request_values(request: PersonRequest, vault: Vault) -> dict[str, Any]:
    """Return the columns of `person_requests`, without the customer's id."""
    kind = next(kind for kind, of_kind in _KINDS.items() if type(request.asked) is of_kind)
    return {
        "at": request.at,
        "kind": kind,
        "actor": vault.seal(request.actor.encode()),
        "sealed": vault.seal(_asked_adapter(kind).dump_json(request.asked)),
    }


def person_request_of(row: Row, vault: Vault) -> PersonRequest:
    """Read a request; its document is not judged again."""
    asked: Asked = _asked_reader(row.kind).validate_json(vault.unseal(row.sealed))
    actor = vault.unseal(row.actor).decode()
    return PersonRequest(at=row.at, actor=actor, asked=asked, id=row.id)


def seal_text(text: str | None, vault: Vault) -> bytes | None:
    return None if text is None else vault.seal(text.encode())


def unseal_text(sealed: bytes | None, vault: Vault) -> str | None:
    return None if sealed is None else vault.unseal(sealed).decode()
