"""AvailablePhoneNumbers: what can be bought, from the made-up stock of the sandbox.

Only local numbers are on sale here; one that was bought in a world is not listed there again. The
list of toll-free numbers is empty, and countries have no other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.operations import Answer, Call, Fields, Operation, Shape
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.number_stock import (
    AREA_CODES,
    MAGIC_NUMBERS,
    VOICE_ONLY,
    AreaCode,
    area_of,
    miles,
    numbers,
)

_COUNTRIES: Final = {"US": "United States", "CA": "Canada"}
_ALL: Final = "/2010-04-01/Accounts/{account_sid}/AvailablePhoneNumbers"
_ONE: Final = f"{_ALL}/{{country}}"
_PLACES: Final = {
    "InRegion": "region",
    "InPostalCode": "postal_code",
    "InLocality": "locality",
    "InLata": "lata",
    "InRateCenter": "rate_center",
}
_YES_OR_NO: Final = (
    "SmsEnabled",
    "MmsEnabled",
    "VoiceEnabled",
    "FaxEnabled",
    "ExcludeAllAddressRequired",
    "ExcludeLocalAddressRequired",
    "ExcludeForeignAddressRequired",
    "Beta",
)
_NOWHERE: Final = AreaCode("500", "US", "", "", "", "", "", 0.0, 0.0)
"""Where magic numbers are: 500 is no area."""
_IsWanted = Callable[[AreaCode], bool]


def _countries(call: Call) -> Answer:
    shapes = [_country_shape(call, code) for code in _COUNTRIES]
    return Answer(200, {"countries": shapes, "uri": call.target})


def _country(call: Call) -> Answer:
    return Answer(200, _country_shape(call, _known_country(call)))


def _toll_free(call: Call) -> Answer:
    _known_country(call)
    return Answer(200, {"available_phone_numbers": [], "uri": call.target})


def _local(call: Call) -> Answer:
    country = _known_country(call)
    taken = call.session.of_world()
    wanted = _pattern(call)
    found: list[Shape] = []
    for number, area in (*_magic(call.query, country), *_candidates(call.query, country)):
        if len(found) == call.page_size:
            break
        if wanted.search(number) and not taken.is_held(number, "IncomingPhoneNumber"):
            found.append(_shape(number, area))
    return Answer(200, {"available_phone_numbers": found, "uri": call.target})


def _known_country(call: Call) -> str:
    country = call.path["country"].upper()
    if country not in _COUNTRIES:
        raise not_found(call.target)
    return country


def _candidates(query: Fields, country: str) -> Iterator[tuple[str, AreaCode]]:
    area_code = _asked(query, "AreaCode")
    if area_code and not re.fullmatch(r"[2-9]\d\d", area_code, re.ASCII):
        raise Refusal(21451)
    for name in _YES_OR_NO:
        parts.boolean(query, name)
    is_placed, is_near = _placed(query), _near(query)
    if parts.boolean(query, "FaxEnabled"):
        return
    areas = {area for area in AREA_CODES.values() if is_placed(area) and is_near(area)}
    for number, area in numbers(country, area_code):
        if area in areas:
            yield number, area


def _magic(query: Fields, country: str) -> Iterator[tuple[str, AreaCode]]:
    """Offer a magic number to whoever names it in full, and to nobody else."""
    number = _asked(query, "Contains")
    silent = number == VOICE_ONLY and parts.boolean(query, "SmsEnabled")
    if number in MAGIC_NUMBERS and country == "US" and not silent:
        yield number, _NOWHERE


def _placed(query: Fields) -> _IsWanted:
    """Return whether an area lies in all the places that are asked for, by name or by a number."""
    if _asked(query, "InRateCenter") and not _asked(query, "InLata"):
        raise Refusal(20001, "InRateCenter requires InLata")
    wanted: dict[str, str] = {}
    for name, field in _PLACES.items():
        place = _asked(query, name)
        there = area_of(place)
        if place:
            wanted[field] = str(getattr(there, field)) if there else place
    return lambda area: all(
        getattr(area, field).casefold() == place.casefold() for field, place in wanted.items()
    )


def _near(query: Fields) -> _IsWanted:
    """Return whether an area lies within the distance of a number, or of a point."""
    number, point = _asked(query, "NearNumber"), _asked(query, "NearLatLong")
    distance = _distance(query)
    if point:
        here = _point(point)
    elif number:
        there = area_of(number)
        if there is None:
            return lambda _: False
        here = (there.latitude, there.longitude)
    else:
        return lambda _: True
    return lambda area: miles(here, (area.latitude, area.longitude)) <= distance


def _point(text: str) -> tuple[float, float]:
    try:
        north, east = (float(part) for part in text.split(","))
    except ValueError:
        north = east = 1000.0
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise Refusal(20001, "NearLatLong must be a latitude, a comma and a longitude")
    return north, east


def _distance(query: Fields) -> int:
    text = _asked(query, "Distance") or str(LIMITS.number_search_miles)
    if not (text.isdecimal() and int(text[:9]) <= LIMITS.number_search_miles_max):
        raise Refusal(20001, f"Distance must be 0 to {LIMITS.number_search_miles_max}")
    return int(text)


def _asked(query: Fields, name: str) -> str:
    return parts.text(query, name) or ""


def _pattern(call: Call) -> re.Pattern[str]:
    contains = _asked(call.query, "Contains")
    if not contains:
        return re.compile("")
    if not (re.fullmatch(r"\+?[0-9A-Za-z*%]+\$?", contains) and 2 <= len(contains) <= 16):
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


def _country_shape(call: Call, code: str) -> Shape:
    path = f"{_ALL.format(account_sid=call.account_sid)}/{code}"
    return {
        "country_code": code,
        "country": _COUNTRIES[code],
        "beta": False,
        "subresource_uris": {"local": f"{path}/Local.json", "toll_free": f"{path}/TollFree.json"},
        "uri": f"{path}.json",
    }


def _shape(number: str, area: AreaCode) -> Shape:
    sends = number != VOICE_ONLY
    return {
        "friendly_name": f"({number[2:5]}) {number[5:8]}-{number[8:]}",
        "phone_number": number,
        "lata": area.lata,
        "locality": area.locality,
        "rate_center": area.rate_center,
        "latitude": f"{area.latitude:.6f}",  # typed as numbers, and texts in every example
        "longitude": f"{area.longitude:.6f}",
        "region": area.region,
        "postal_code": area.postal_code,
        "iso_country": area.country,
        "address_requirements": "none",
        "beta": False,
        "capabilities": {"voice": True, "sms": sends, "mms": sends, "fax": False},
    }


OPERATIONS: Final = (
    Operation("GET", "api", f"{_ALL}.json", _countries),
    Operation("GET", "api", f"{_ONE}.json", _country),
    Operation("GET", "api", f"{_ONE}/Local.json", _local),
    Operation("GET", "api", f"{_ONE}/TollFree.json", _toll_free),
)
