"""The stock of numbers that can be bought: made up, small, and the same in every world.

All of them lie in 555-0100 to 555-0199 of their area code, which is set aside for fiction: no real
number is ever shown, and none of these can be dialled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final


@dataclass(frozen=True, slots=True)
class AreaCode:
    """An area code and the place that it is shown with."""

    code: str
    country: str
    region: str
    locality: str
    rate_center: str
    postal_code: str
    lata: str
    latitude: float
    longitude: float


VOICE_ONLY: Final = "+15005521715"
MAGIC_NUMBERS: Final = ("+15005530125", "+15005530126", VOICE_ONLY)
"""Offered to those alone who name one in full; what is done with them fails with the code they end
in."""

_PLACES: Final = """
202 US DC Washington      WSHNGTNZN1 20001  236 38.9072  -77.0369
206 US WA Seattle         SEATTLE    98101  674 47.6062 -122.3321
212 US NY New~York        NWYRCYZN01 10001  132 40.7128  -74.0060
213 US CA Los~Angeles     LSAN~DA~01 90001  730 34.0522 -118.2437
214 US TX Dallas          DALLAS     75201  552 32.7767  -96.7970
215 US PA Philadelphia    PHLADLPZN1 19102  228 39.9526  -75.1652
303 US CO Denver          DENVER     80202  656 39.7392 -104.9903
305 US FL Miami           MIAMI      33101  460 25.7617  -80.1918
312 US IL Chicago         CHICGOZN01 60601  358 41.8781  -87.6298
313 US MI Detroit         DETROITZN1 48201  340 42.3314  -83.0458
404 US GA Atlanta         ATLANTA    30303  438 33.7490  -84.3880
415 US CA San~Francisco   SNFC~CNTRL 94105  722 37.7749 -122.4194
503 US OR Portland        PORTLAND   97201  672 45.5152 -122.6784
512 US TX Austin          AUSTIN     78701  558 30.2672  -97.7431
602 US AZ Phoenix         PHOENIX    85001  666 33.4484 -112.0740
612 US MN Minneapolis     TWINCITIES 55401  628 44.9778  -93.2650
617 US MA Boston          BOSTON     02108  128 42.3601  -71.0589
619 US CA San~Diego       SNDG~SNDG  92101  732 32.7157 -117.1611
702 US NV Las~Vegas       LAS~VEGAS  89101  721 36.1699 -115.1398
713 US TX Houston         HOUSTON    77002  560 29.7604  -95.3698
801 US UT Salt~Lake~City  SALT~LAKE  84101  660 40.7608 -111.8910
919 US NC Raleigh         RALEIGH    27601  426 35.7796  -78.6382
416 CA ON Toronto         TORONTO    M5H~2N2 888 43.6532 -79.3832
604 CA BC Vancouver       VANCOUVER  V6B~1A1 888 49.2827 -123.1207
"""
_FIRST, _LAST = 100, 199
_EARTH_RADIUS_MILES: Final = 3958.8


def _area_codes() -> Iterator[AreaCode]:
    for line in _PLACES.strip().splitlines():
        words = [word.replace("~", " ") for word in line.split()]
        code, country, region, locality, rate_center, postal_code, lata, north, east = words
        yield AreaCode(
            code,
            country,
            region,
            locality,
            rate_center,
            postal_code,
            lata,
            float(north),
            float(east),
        )


AREA_CODES: Final[Mapping[str, AreaCode]] = {each.code: each for each in _area_codes()}


def numbers(country: str, area_code: str = "") -> Iterator[tuple[str, AreaCode]]:
    """Iterate over the stock of a country, or of one area code, in the order of the numbers."""
    for area in sorted(AREA_CODES.values(), key=lambda each: each.code):
        if area.country == country and area_code in ("", area.code):
            for line in range(_FIRST, _LAST + 1):
                yield f"+1{area.code}5550{line}", area


def area_of(number: str) -> AreaCode | None:
    """Return the area code of a number of the stock; None where the number is not in stock."""
    area = AREA_CODES.get(number[2:5])
    in_stock = len(number) == 12 and number.startswith("+1") and number[5:9] == "5550"
    line = number[9:]
    return area if in_stock and line.isdecimal() and _FIRST <= int(line) <= _LAST else None


def country_of(number: str) -> str:
    """Return the country of a number that can be bought."""
    area = area_of(number)
    return area.country if area else "US"


def miles(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two points, each a latitude and a longitude, are apart on the earth."""
    (north, east), (other_north, other_east) = (
        tuple(map(radians, point)) for point in (one, other)
    )
    across = sin((other_east - east) / 2) ** 2 * cos(north) * cos(other_north)
    return 2 * _EARTH_RADIUS_MILES * asin(sqrt(sin((other_north - north) / 2) ** 2 + across))
