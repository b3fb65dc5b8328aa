"""The environment of a program that is to meet the sandbox where it looks for Twilio.

Pure: it is given the environment, and writes nothing. What each variable is for is said beside it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ACCOUNT_SID: Final = "AC" + "5a4d" * 8
AUTH_TOKEN: Final = "5a4d" * 8
"""For programs whose caller has no credentials set. They open nothing but a sandbox."""

BUNDLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "TWILIO_CA_BUNDLE")
"""Each replaces the bundle of the system: Python's requests, curl, OpenSSL and Go, Twilio's."""

EXTRA: Final = "NODE_EXTRA_CA_CERTS"
"""Adds to the bundle of Node."""

_PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
"""Twilio's Node library reads HTTP_PROXY alone; curl reads http_proxy in small letters alone."""

_JAVA: Final = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
"""Java reads the first always; each of the others counts more than those before it."""

TRUST_STORE_PASSWORD: Final = "changeit"
"""Java's own default for a store of certificates, which are no secret."""

_SID, _TOKEN = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"
_CREDENTIALS: Final = (_SID, _TOKEN, "TWILIO_API_KEY")
_NAMED_IN_FILE: Final = re.compile(
    rf"^\s*(?:export\s+)?(?:{'|'.join(_CREDENTIALS)})[ \t]*[=:][ \t]*[^\s#]", re.MULTILINE
)
_NOT_THROUGH_US: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a program needs to be told: where the sandbox is, whom to trust, what to load first.

    `trust_store` is Java's, where there is a Java.
    """

    url: str
    bundle: Path
    extra: Path
    python_hook: Path
    node_hook: Path
    trust_store: Path | None = None


def attached(
    environment: Mapping[str, str], to: Attachment, *, credentials: bool = True
) -> dict[str, str]:
    """Return a copy of an environment in which every call to twilio.com goes to the sandbox.

    Args:
        environment: the caller's; what it sets for Node, Python and Java is kept and added to.
        to: the sandbox, and the files that lead there.
        credentials: add the test account's where the environment has none.
    """
    told = {
        **environment,
        "TENDLC_SANDBOX_URL": to.url,
        **dict.fromkeys(_PROXIES, to.url),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(_exceptions(environment))),
        **dict.fromkeys(BUNDLES, str(to.bundle)),
        EXTRA: str(to.extra),
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(to.python_hook), environment.get("PYTHONPATH", "")))
        ),
        "NODE_USE_ENV_PROXY": "1",
        "NODE_OPTIONS": _joined(environment.get("NODE_OPTIONS"), _node_option(to.node_hook)),
        **_for_java(environment, to),
    }
    if credentials and lacks_credentials(environment):
        told |= {_SID: ACCOUNT_SID, _TOKEN: AUTH_TOKEN}
    return told


def lacks_credentials(environment: Mapping[str, str]) -> bool:
    """Say whether the caller has set no credentials of Twilio at all."""
    return not any(environment.get(name) for name in _CREDENTIALS)


def names_credentials(text: str) -> bool:
    """Say whether the text of an .env file sets a credential of Twilio."""
    return bool(_NAMED_IN_FILE.search(text))


def _joined(own: str | None, ours: str) -> str:
    return f"{own} {ours}" if own else ours


def _node_option(hook: Path) -> str:
    """Quote as Node reads it: in double quotes, with a backslash before those and itself."""
    path = str(hook).replace("\\", "\\\\").replace('"', '\\"')
    return f'--require "{path}"'


def _for_java(environment: Mapping[str, str], to: Attachment) -> dict[str, str]:
    """Add ours behind the user's, because Java takes the last of several."""
    parts = urlsplit(to.url)
    direct = "|".join(each for each in _exceptions(environment) if "/" not in each)
    settings = {"http.nonProxyHosts": re.sub(r"(^|\|)\.", r"\1*.", direct)}
    for scheme in ("http", "https"):
        settings[f"{scheme}.proxyHost"] = parts.hostname or ""
        settings[f"{scheme}.proxyPort"] = str(parts.port or 80)
    if to.trust_store:
        settings |= {
            "javax.net.ssl.trustStore": str(to.trust_store),
            "javax.net.ssl.trustStoreType": "PKCS12",
            "javax.net.ssl.trustStorePassword": TRUST_STORE_PASSWORD,
        }
    ours = " ".join(f'"-D{name}={value}"' for name, value in settings.items())
    names = [name for name in _JAVA if name == _JAVA[0] or environment.get(name)]
    return {name: _joined(environment.get(name), ours) for name in names}


def _exceptions(environment: Mapping[str, str]) -> list[str]:
    """Return the caller's exceptions from the proxy, without those that let calls reach Twilio."""
    given = f"{environment.get('NO_PROXY', '')},{environment.get('no_proxy', '')}".split(",")
    kept = [each.strip() for each in given if each.strip() and not _spares_twilio(each.strip())]
    return list(dict.fromkeys((*_NOT_THROUGH_US, *kept)))


def _spares_twilio(exception: str) -> bool:
    """Say whether an exception may match a host of twilio.com; some clients compare bare ends."""
    name = exception.lower().partition(":")[0].lstrip("*.")
    return "twilio.com".endswith(name) or name.endswith("twilio.com")
