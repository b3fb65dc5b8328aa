"""Where the requests of `tendlc onboard` go: the built-in sandbox, another one, or Twilio itself.

What is missing for a place is said before anything is started, made or sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from tendlc.bootstrap import Place, load_adapters
from tendlc.catalog.sids import is_sid
from tendlc.domain.onboarding import BUILT_IN, TargetKind
from tendlc.errors import ConfigurationError
from tendlc.settings import Settings, live_terms

BUILT_IN_ACCOUNT_SID = "AC00000000000000000000000074656e64"
BUILT_IN_AUTH_TOKEN = "built-in-sandbox"
"""It guards nothing: the sandbox is a child of this process, on loopback."""


def reach(
    settings: Settings, data: Path, *, live: bool, target: str | None
) -> AbstractContextManager[Place]:
    """Return the way to the place that was asked for; a child starts when it is entered.

    Raises:
        ConfigurationError: a setting that this place needs is missing or wrong.
    """
    if live and target:
        raise ConfigurationError(
            "--live and --target cannot be used together.",
            field="--target",
            next_step="Give --live to go to Twilio itself, or --target to go to a sandbox.",
        )
    if live:
        return nullcontext(_twilio(settings))
    if target:
        return nullcontext(_sandbox_at(settings, target))
    return _built_in(settings, data)


@contextmanager
def _built_in(settings: Settings, data: Path) -> Iterator[Place]:
    from tendlc.entrypoints.cli.sandbox_child import built_in_sandbox

    with built_in_sandbox(data / "sandbox", settings.sandbox_speed) as child:
        load_adapters()  # takes about as long as the child takes to start
        yield Place(
            kind=TargetKind.SANDBOX,
            account_sid=BUILT_IN_ACCOUNT_SID,
            auth_token=BUILT_IN_AUTH_TOKEN,
            url=child.url,
            name=BUILT_IN,
        )


def _sandbox_at(settings: Settings, target: str) -> Place:
    token = settings.twilio_auth_token
    url = _address(target, "--target", "Give the address that `tendlc sandbox` prints.")
    return Place(
        kind=TargetKind.SANDBOX,
        account_sid=_account(settings.twilio_account_sid or BUILT_IN_ACCOUNT_SID),
        auth_token=token.get_secret_value() if token else BUILT_IN_AUTH_TOKEN,
        url=url,
        name=url.lower(),
        authorities=settings.authorities,
    )


def _twilio(settings: Settings) -> Place:
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if not sid or token is None:
        missing = "TWILIO_AUTH_TOKEN" if sid else "TWILIO_ACCOUNT_SID"
        raise ConfigurationError(
            f"--live needs {missing}.",
            field=missing,
            next_step="Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN of the account that will send.",
        )
    live_terms(settings)
    gateway = settings.twilio_url
    if gateway:
        advice = "Change TENDLC_TWILIO_URL, or unset it to reach Twilio directly."
        gateway = _address(gateway, "TENDLC_TWILIO_URL", advice)
    return Place(
        kind=TargetKind.LIVE,
        account_sid=_account(sid),
        auth_token=token.get_secret_value(),
        url=gateway,
        authorities=settings.authorities,
        region=None if gateway else settings.twilio_region,
        edge=None if gateway else settings.twilio_edge,
    )


def _account(sid: str) -> str:
    if is_sid(sid, "AC"):
        return sid
    raise ConfigurationError(
        "TWILIO_ACCOUNT_SID is not the SID of an account.",
        field="TWILIO_ACCOUNT_SID",
        next_step="Set it to the AC and 32 hexadecimal digits that the Twilio Console shows.",
    )


def _address(text: str, name: str, next_step: str) -> str:
    """Return an address without its last slash; refuse what is none."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ConfigurationError(
            f"{name} must be an address such as http://127.0.0.1:4010, not {text!r}.",
            field=name,
            next_step=next_step,
        )
    return text.rstrip("/")
