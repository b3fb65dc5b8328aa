"""Where the requests go: Twilio itself, or a sandbox at an address, with the account to use there.

What is missing for a destination is said before anything is opened, started or sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tendlc.catalog.sids import is_sid
from tendlc.domain.onboarding import BUILT_IN, TargetKind
from tendlc.errors import Advice, ConfigurationError
from tendlc.settings import Settings, live_terms, load_settings

SANDBOX_ACCOUNT_SID: Final = "AC00000000000000000000000074656e64"
SANDBOX_AUTH_TOKEN: Final = "built-in-sandbox"
"""The account of a sandbox where none is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One account at Twilio, or at a sandbox or gateway with a URL of its own.

    `name` is what a sandbox is known by from run to run; None at Twilio. `authorities` is the PEM
    file of certificate authorities to trust. `region` and `edge` are those of Twilio itself; no URL
    has any.
    """

    kind: TargetKind
    account_sid: str
    auth_token: str = field(repr=False)
    url: str | None = None
    name: str | None = None
    authorities: Path | None = None
    region: str | None = None
    edge: str | None = None


def to_twilio(settings: Settings | None = None) -> Destination:
    """Return the way to Twilio itself, or to the gateway that stands before it. It costs money.

    Args:
        settings: those of the environment where none are given.

    Raises:
        ConfigurationError: a credential or the mailbox for status mails is missing or wrong.
    """
    settings = settings or load_settings()
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if not sid or token is None:
        missing = "TWILIO_AUTH_TOKEN" if sid else "TWILIO_ACCOUNT_SID"
        raise ConfigurationError(
            f"Going to Twilio needs {missing}.",
            field=missing,
            advice=Advice.SET_CREDENTIALS,
        )
    live_terms(settings)
    gateway = settings.twilio_url
    if gateway:
        gateway = _address(gateway, "TENDLC_TWILIO_URL", Advice.CHANGE_GATEWAY)
    return Destination(
        kind=TargetKind.LIVE,
        account_sid=_account(sid),
        auth_token=token.get_secret_value(),
        url=gateway,
        authorities=settings.authorities,
        region=None if gateway else settings.twilio_region,
        edge=None if gateway else settings.twilio_edge,
    )


def to_sandbox(url: str, settings: Settings | None = None, *, field: str = "url") -> Destination:
    """Return the way to a running sandbox; nothing there is paid.

    Args:
        url: its address, such as http://127.0.0.1:4010.
        settings: those of the environment where none are given. Their account and token name the
            world to use; without them, the sandbox's own.
        field: what an error calls the address.

    Raises:
        ConfigurationError: the address or the account SID is none.
    """
    settings = settings or load_settings()
    token = settings.twilio_auth_token
    address = _address(url, field, Advice.SANDBOX_ADDRESS)
    return Destination(
        kind=TargetKind.SANDBOX,
        account_sid=_account(settings.twilio_account_sid or SANDBOX_ACCOUNT_SID),
        auth_token=token.get_secret_value() if token else SANDBOX_AUTH_TOKEN,
        url=address,
        name=address.lower(),
        authorities=settings.authorities,
    )


def to_built_in(url: str) -> Destination:
    """Return the way to the sandbox that lies beside the ledger, found at `url` in this run."""
    return Destination(
        kind=TargetKind.SANDBOX,
        account_sid=SANDBOX_ACCOUNT_SID,
        auth_token=SANDBOX_AUTH_TOKEN,
        url=url,
        name=BUILT_IN,
    )


def _account(sid: str) -> str:
    if is_sid(sid, "AC"):
        return sid
    raise ConfigurationError(
        "TWILIO_ACCOUNT_SID is not the SID of an account.",
        field="TWILIO_ACCOUNT_SID",
        advice=Advice.SET_ACCOUNT_SID,
    )


def _address(text: str, field: str, advice: Advice) -> str:
    """Return an address without its last slash; refuse what is none."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ConfigurationError(
            f"{field} must be an address such as http://127.0.0.1:4010, not {text!r}.",
            field=field,
            advice=advice,
        )
    return text.rstrip("/")
