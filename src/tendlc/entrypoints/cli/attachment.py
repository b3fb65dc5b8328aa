"""The environment of a program that is to meet the sandbox where it looks for Twilio.

Pure: it is given the environment, and writes nothing. What each variable is for is said beside it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ACCOUNT_SID: Final = "AC" + "5a4d" * 8
AUTH_TOKEN: Final = "5a4d" * 8
"""For programs whose caller has no credentials set. They open nothing but a sandbox."""

BUNDLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "TWILIO_CA_BUNDLE")
"""Each replaces the bundle of the system: Python's requests, curl, OpenSSL and Go, Twilio's."""

EXTRA: Final = "NODE_EXTRA_CA_CERTS"
"""Adds to the bundle of Node."""

_PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
"""Twilio's Node library reads HTTP_PROXY alone; curl reads http_proxy in small letters alone."""

_CREDENTIALS: Final = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY")
_NOT_THROUGH_US: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a program needs to be told: files that hold certificates, and a folder for Python."""

    url: str
    bundle: Path
    extra: Path
    python_hook: Path


def attached(environment: Mapping[str, str], to: Attachment) -> dict[str, str]:
    """Return a copy of an environment in which every call to twilio.com goes to the sandbox."""
    no_proxy = ",".join(_exceptions(environment))
    told = {
        **environment,
        **dict.fromkeys(_PROXIES, to.url),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), no_proxy),
        **dict.fromkeys(BUNDLES, str(to.bundle)),
        EXTRA: str(to.extra),
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(to.python_hook), environment.get("PYTHONPATH", "")))
        ),
    }
    if lacks_credentials(environment):
        told |= {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
    return told


def lacks_credentials(environment: Mapping[str, str]) -> bool:
    """Say whether the caller has set no credentials of Twilio at all."""
    return not any(environment.get(name) for name in _CREDENTIALS)


def _exceptions(environment: Mapping[str, str]) -> list[str]:
    """Return the caller's exceptions from the proxy, without those that let calls reach Twilio."""
    given = f"{environment.get('NO_PROXY', '')},{environment.get('no_proxy', '')}".split(",")
    kept = [each.strip() for each in given if each.strip() and not _spares_twilio(each.strip())]
    return list(dict.fromkeys((*_NOT_THROUGH_US, *kept)))


def _spares_twilio(exception: str) -> bool:
    """Say whether an exception may match a host of twilio.com; some clients compare bare ends."""
    name = exception.lower().partition(":")[0].lstrip("*.")
    return "twilio.com".endswith(name) or name.endswith("twilio.com")
