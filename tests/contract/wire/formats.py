"""The formats that the specs name, as strictly as Twilio writes them.

The standard library parses far more than Twilio sends (fractions of seconds, other zones, names of
months in any case), so each format is a pattern plus a parse, and a date must be a real day.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

from jsonschema import FormatChecker

FORMATS = FormatChecker(formats=())
V1_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
PHONE = re.compile(r"\+[1-9]\d{6,14}|\(\d{3}\) \d{3}-\d{4}")


@FORMATS.checks("date-time", raises=ValueError)
def is_v1_date(value: object) -> bool:
    """`2026-03-02T09:15:00Z`: no fraction, no other zone."""
    if not isinstance(value, str):
        return True
    if V1_DATE.fullmatch(value) is None:
        return False
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).year > 2000


@FORMATS.checks("date-time-rfc-2822", raises=(ValueError, TypeError))
def is_2010_date(value: object) -> bool:
    """`Mon, 02 Mar 2026 09:15:04 +0000`, with the right day of the week."""
    if not isinstance(value, str):
        return True
    return format_datetime(parsedate_to_datetime(value).astimezone(UTC)) == value


@FORMATS.checks("date", raises=ValueError)
def is_day(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).date().isoformat() == value


@FORMATS.checks("uri", raises=ValueError)
def is_absolute_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in value


@FORMATS.checks("empty-or-uri", raises=ValueError)
def is_empty_or_uri(value: object) -> bool:
    return value == "" or is_absolute_uri(value)


@FORMATS.checks("uri-map")
def is_map_of_uris(value: object) -> bool:
    """Every value of `links` is an address: absolute in v1, relative in the 2010 API."""
    if not isinstance(value, dict):
        return True
    return all(isinstance(link, str) and link.startswith(("http", "/")) for link in value.values())


@FORMATS.checks("phone-number")
def is_phone_number(value: object) -> bool:
    """E.164, or the national form in which the 2010 API names a number."""
    return not isinstance(value, str) or PHONE.fullmatch(value) is not None


@FORMATS.checks("http-method")
def is_http_method(value: object) -> bool:
    return not isinstance(value, str) or value in ("GET", "POST")


@FORMATS.checks("iso-country-code")
def is_country_code(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch("[A-Z]{2}", value) is not None
