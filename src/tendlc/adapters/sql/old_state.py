"""What was seen of a customer as the first ledgers hold it: a slot for each kind of thing.

Turned into entries by subject, which observations.py reads. The slots do not say on which service
something was seen; the attempts do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Entry = dict[str, Any]


def entries_of_slots(slots: dict[str, Any], service: str | None = None) -> Iterator[Entry]:
    """Give an entry for each filled slot; what was seen of no known service is looked at again."""
    for bundle in ("customer_profile", "trust_product"):
        for kind, slot in (("Bundle", bundle), ("Evaluation", f"{bundle}_evaluation")):
            if seen := slots.get(slot):
                sid = (slots.get(bundle) or seen)["sid"]
                yield _entry(kind, seen, bundle=bundle, sid=sid)
    if seen := slots.get("primary"):
        yield _entry("PrimaryProfile", seen, sid=seen["sid"])
    brand = slots.get("brand")
    if brand:
        yield _entry("Brand", brand, sid=brand["sid"])
    if seen := slots.get("vetting"):
        yield _entry("BrandVettings", seen, brand_sid=seen["brand_sid"])
    if service and (seen := slots.get("use_cases")) and brand:
        sids = {"messaging_service_sid": service, "brand_registration_sid": brand["sid"]}
        yield _entry("UseCases", seen, **sids)
    if service and (seen := slots.get("campaign")):
        yield _entry("CampaignOfService", seen, messaging_service_sid=service)
    yield from _numbers(slots)


def _numbers(slots: dict[str, Any]) -> Iterator[Entry]:
    for seen in slots.get("available_numbers") or ():
        wish = _wish(seen.get("wished"), else_="area_code")
        yield _entry("AvailableNumbers", seen, ordinal=seen["ordinal"], **wish)
    for seen in slots.get("owned_numbers") or ():
        wish = _wish(seen["wished"], else_="sid")
        yield _entry("OwnedNumber", seen, ordinal=seen["ordinal"], **wish)
    for seen in slots.get("phone_numbers") or ():
        yield _entry("Number", seen, sid=seen["sid"])


def _wish(wished: str | None, *, else_: str) -> dict[str, str | None]:
    """Say by what a number was asked for: itself, or what such wishes name otherwise."""
    itself = bool(wished) and str(wished).startswith("+")
    return {
        "phone_number": wished if itself else None,
        else_: None if itself else wished,
    }


def _entry(kind: str, seen: Any, **subject: Any) -> Entry:
    return {"kind": kind, "subject": subject, "seen": seen}
