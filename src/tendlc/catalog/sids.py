"""SIDs: Twilio's names for things, two letters and 32 hexadecimal digits.

The table says which prefix names what; a policy's SID has a type, as it stands among other texts.
Whether anything exists under a SID is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NewType

from tendlc.catalog.facts import facts

PolicySid = NewType("PolicySid", str)

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {fact.values["prefix"]: fact.values["resource"] for fact in facts("sids")}
)
"""The resource that each prefix names. BU names both kinds of bundle."""

CAMPAIGN_SID: Final = "QE2c6890da8086d771620e9b13fadeba0b"
"""The SID of every campaign: a campaign is told apart by its messaging service alone."""

_GRAMMAR: Final = re.compile(r"([A-Z]{2})[0-9a-fA-F]{32}", re.ASCII)


def is_sid(text: str, prefix: str | None = None) -> bool:
    """Say whether the text is a SID of a known prefix, or of the one prefix that is asked for.

    Example:
        >>> is_sid("BU" + "0" * 32, "BU")
        True
    """
    match = _GRAMMAR.fullmatch(text)
    if match is None:
        return False
    return match[1] in PREFIXES if prefix is None else match[1] == prefix
