"""AvailablePhoneNumbers: what can be bought, from the made-up stock of the sandbox.

Only local numbers are on sale here; one that was bought in a world is not listed there again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tendlc.sandbox.exchange import Answer, Call, Operation, Shape
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.number_stock import AREA_CODES, AreaCode, numbers

_COUNTRIES: Final = frozenset({area.country for area in AREA_CODES.values()})
_PATH: Final = "/2010-04-01/Accounts/{account_sid}/AvailablePhoneNumbers/{country}/Local.json"


def _local(call: Call) -> Answer:
    country = call.path["country"].upper()
    if country not in _COUNTRIES:
        raise not_found(call.target)
    taken = call.session.of_world()
    wanted = _pattern(call)
    found: list[Shape] = []
    for number, area in _candidates(call, country):
        if len(found) == call.page_size:
            break
        if wanted.search(number) and not taken.is_held(number, "IncomingPhoneNumber"):
            found.append(_shape(number, area))
    return Answer(200, {"available_phone_numbers": found, "uri": call.target})


def _candidates(call: Call, country: str) -> Iterator[tuple[str, AreaCode]]:
    query = call.query
    area_code = query.get("AreaCode", [""])[-1]
    if area_code and not re.fullmatch(r"[2-9]\d\d", area_code):
        raise Refusal(21451)
    if parts.boolean(query, "FaxEnabled"):
        return
    region = query.get("InRegion", [""])[-1].upper()
    locality = query.get("InLocality", [""])[-1].casefold()
    postal_code = query.get("InPostalCode", [""])[-1]
    for number, area in numbers(country, area_code):
        asked = ((region, area.region), (postal_code, area.postal_code))
        near = (*asked, (locality, area.locality.casefold()))
        if all(wanted in ("", found) for wanted, found in near):
            yield number, area


def _pattern(call: Call) -> re.Pattern[str]:
    contains = call.query.get("Contains", [""])[-1]
    if not contains:
        return re.compile("")
    if not re.fullmatch(r"\+?[0-9A-Za-z*%]{2,16}\$?", contains):
        raise Refusal(20001, f"Contains {contains} is not a pattern of 2 to 16 characters")
    digits = "".join(_KEYPAD.get(sign.upper(), sign) for sign in contains)
    text = re.escape(digits).replace(r"\*", r"\d").replace("%", r"\d*")
    if contains.startswith("+"):
        text = "^" + text
    return re.compile(text.replace(r"\$", "$"))


_KEYPAD: Final = {
    letter: digit
    for digit, letters in zip(
        "23456789", ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), strict=True
    )
    for letter in letters
}


def _shape(number: str, area: AreaCode) -> Shape:
    return {
        "friendly_name": f"({number[2:5]}) {number[5:8]}-{number[8:]}",
        "phone_number": number,
        "lata": area.lata,
        "locality": area.locality,
        "rate_center": area.rate_center,
        "latitude": area.latitude,
        "longitude": area.longitude,
        "region": area.region,
        "postal_code": area.postal_code,
        "iso_country": area.country,
        "address_requirements": "none",
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
    }


OPERATIONS: Final = (Operation("GET", "api", _PATH, _local),)
