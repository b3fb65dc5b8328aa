"""BrandVettings: what a vetting provider found out about a brand.

Creating one imports a result of Campaign Verify by its token. Twilio's own secondary vetting shows
up in the same list; it is ordered and settled by the brand, which this module does not know.
"""

from __future__ import annotations

import re
from typing import Final

from tendlc.sandbox.behaviour.magic import forced
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "BrandVetting"
_PATH: Final = "/v1/a2p/BrandRegistrations/{sid}/Vettings"
_PROVIDERS: Final = ("campaign-verify", "aegis")
_TOKEN: Final = re.compile(r"cv\|1\.0\|tcr\|10dlc\|[0-9a-fA-F-]{36}\|[^|\s]+")
_AUTHENTICATION: Final = "AUTHPLUS"
_RUNNING: Final = "IN_PROGRESS"


def order_secondary_vetting(session: Session, brand_sid: str) -> None:
    """Show that Twilio has ordered the secondary vetting of a brand."""
    _add(session, brand_sid, "aegis", None, "STANDARD")


def settle_secondary_vetting(session: Session, brand_sid: str, *, succeeded: bool) -> None:
    """Show how the secondary vetting of a brand ended; do nothing where none is running."""
    for record in session.all(_KIND, brand_sid):
        if record.data["vetting_class"] == "STANDARD":
            _settle(session, record, "SUCCESS" if succeeded else "FAILED")


def order_authentication(session: Session, brand_sid: str) -> None:
    """Show that a mail of Authentication+ is out."""
    _add(session, brand_sid, "aegis", None, _AUTHENTICATION)


def settle_authentication(session: Session, brand_sid: str, *, succeeded: bool) -> None:
    """Show how the Authentication+ of a brand ended; do nothing where none is running."""
    for record in session.all(_KIND, brand_sid):
        if record.data["vetting_class"] == _AUTHENTICATION:
            _settle(session, record, "SUCCESS" if succeeded else "FAILED")


def has_imported(session: Session, brand_sid: str) -> bool:
    """Say whether a result of Campaign Verify was imported for a brand."""
    imports = _imports(session, brand_sid)
    return any(each.data["vetting_status"] == "SUCCESS" for each in imports)


def remove_vettings(session: Session, brand_sid: str) -> None:
    """Remove what is shown of the vettings of a brand that is going."""
    for record in session.all(_KIND, brand_sid):
        session.remove(record)


def _create(call: Call) -> Answer:
    session = call.session
    brand = parts.stored(call, "BrandRegistration", "sid")
    parts.required(call.form, "VettingProvider")
    provider = parts.one_of(call.form, "VettingProvider", _PROVIDERS)
    if provider == "aegis":
        raise Refusal(20001, "Only results of campaign-verify can be imported")
    if brand.data["brand_type"] != "STANDARD" or brand.data["status"] != "APPROVED":
        raise Refusal(21721)
    token = parts.text(call.form, "VettingId") or ""
    running = [each for each in _imports(session, brand.key) if _is_running(each)]
    if running:
        raise Refusal(21723)
    expired = "expired" in forced(token).words
    if not _TOKEN.fullmatch(token) or _is_used(session, token) or expired:
        raise Refusal(21722)
    record = _add(session, brand.key, "campaign-verify", token, "POLITICAL")
    session.schedule("timing-brand-to-vetted", f"{_KIND}.import", record.key)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    brand = parts.stored(call, "BrandRegistration", "sid")
    parts.one_of(call.query, "VettingProvider", _PROVIDERS)
    where = parts.filters(call, {"VettingProvider": "vetting_provider"})
    return parts.listing(call, "data", _KIND, _shape, under=brand.key, where=where)


def _fetch(call: Call) -> Answer:
    parts.stored(call, "BrandRegistration", "sid")
    return Answer(200, _shape(call, parts.stored(call, _KIND, "sid", "child")))


def _import(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record:
        failed = "vetting-failed" in forced(record.data["vetting_id"]).words
        _settle(session, record, "FAILED" if failed else "SUCCESS")


def _add(
    session: Session, brand_sid: str, provider: str, vetting_id: str | None, vetting_class: str
) -> Record:
    data: Shape = {
        "vetting_provider": provider,
        "vetting_id": vetting_id,
        "vetting_class": vetting_class,
        "vetting_status": _RUNNING,
    }
    return session.add(_KIND, f"{brand_sid}/{session.new_sid('VT')}", data)


def _settle(session: Session, record: Record, status: str) -> None:
    if _is_running(record):
        record.data["vetting_status"] = status
        session.save(record, status)


def _imports(session: Session, brand_sid: str = "") -> list[Record]:
    found = session.all(_KIND, brand_sid)
    return [each for each in found if each.data["vetting_provider"] == "campaign-verify"]


def _is_running(record: Record) -> bool:
    return bool(record.data["vetting_status"] == _RUNNING)


def _is_used(session: Session, token: str) -> bool:
    return any(each.data["vetting_id"] == token for each in _imports(session))


def _shape(call: Call, record: Record) -> Shape:
    brand, _, sid = record.key.partition("/")
    return {
        "account_sid": call.account_sid,
        "brand_sid": brand,
        "brand_vetting_sid": sid,
        **record.data,
        **parts.v1_dates(record),
        "url": f"{call.origin}{_PATH.replace('{sid}', brand)}/{sid}",
    }


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create, paced="registration"),
    Operation("GET", "messaging", _PATH, _index, paced="registration"),
    Operation("GET", "messaging", f"{_PATH}/{{child}}", _fetch, paced="registration"),
)
STEPS: Final = {f"{_KIND}.import": _import}
