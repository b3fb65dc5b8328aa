"""The list of pages: which function answers which path.

Loaded with the first visit, and with it all pages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from tendlc.sandbox.inspector.pages import (
    deliveries,
    journal,
    overview,
    resources,
    start,
    steering,
    trust,
    waiting,
)
from tendlc.sandbox.inspector.visit import Shown, Visit

Reader = Callable[[Visit], Shown | str]
"""Reads what a page shows, within one turn; a text is an address to go to instead."""
Seeker = Callable[[Visit], Awaitable[Shown]]
"""Reads what a page shows in several turns."""

_ACCOUNT: Final = r"/accounts/(?P<account_sid>AC[0-9a-fA-F]{32})"
_KIND: Final = rf"{_ACCOUNT}/resources/(?P<kind>[A-Za-z0-9]{{1,60}})"
READERS: Final[tuple[tuple[str, Reader], ...]] = (
    (r"/", start.show),
    (r"/accounts", start.show_accounts),
    (_ACCOUNT, overview.show),
    (f"{_ACCOUNT}/resources", overview.show_kinds),
    (_KIND, resources.show_list),
    (rf"{_KIND}/(?P<key>[A-Za-z0-9+_./-]{{1,200}})", resources.show_one),
    (f"{_ACCOUNT}/find", resources.find),
    (f"{_ACCOUNT}/reviews", waiting.show),
    (f"{_ACCOUNT}/deliveries", deliveries.show),
    (f"{_ACCOUNT}/scripts", steering.show_scripts),
    (f"{_ACCOUNT}/settings", steering.show_settings),
    (r"/journal/(?P<number>\d{1,15})", journal.show_one),
    (r"/fidelity", trust.show),
)
SEEKERS: Final[tuple[tuple[str, Seeker], ...]] = ((r"/journal", journal.show_list),)
