"""The settings of the ISV and of this installation, from the environment.

Every setting is an environment variable that begins with TENDLC_; the credentials keep Twilio's
own names. docs/reference/settings.md lists them, and a test holds the two together.
"""

from __future__ import annotations

import os
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tendlc.domain.terms import Isv, Patience, Terms
from tendlc.errors import Advice, ConfigurationError

LONGEST_SECONDS: Final = 31_536_000
"""A year; more than that is a slip, and far more cannot be added to a date."""

_Span = Annotated[float, Field(ge=0.001, le=LONGEST_SECONDS, allow_inf_nan=False)]
_SpanOrNone = Annotated[float, Field(ge=0, le=LONGEST_SECONDS, allow_inf_nan=False)]
_Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]

_AUTHORITIES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""What other programs read for the same purpose, in the order in which it counts."""


class Settings(BaseSettings):
    """All settings; the defaults serve the built-in sandbox. An empty one counts as unset."""

    model_config = SettingsConfigDict(
        env_prefix="TENDLC_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    data: Path | None = Field(default=None, description="Folder of the ledger and its key.")
    status_email: str | None = Field(
        default=None, description="Mailbox of the ISV for Twilio's status mails."
    )
    status_callback_url: str | None = Field(
        default=None, description="URL that Twilio calls when a bundle changes its status."
    )
    primary_customer_profile_sid: str | None = Field(
        default=None, description="SID of the ISV's approved primary customer profile."
    )
    wait_for_approval: bool = Field(
        default=True, description="Pay for the brand only after both bundles are approved."
    )
    vault_key: SecretStr | None = Field(
        default=None,
        description="Key that encrypts personal data; without it, one is kept beside the ledger.",
    )
    twilio_url: str | None = Field(
        default=None, description="Address of a gateway in front of Twilio itself."
    )
    ca_bundle: Path | None = Field(
        default=None, description="PEM file of the certificate authorities to trust."
    )
    client_timeout_seconds: _Span | None = Field(
        default=None, description="How long the client waits for a complete answer."
    )
    send_window_seconds: _Span | None = Field(
        default=None, description="How long after its intent a request may leave."
    )
    settling_seconds: _SpanOrNone | None = Field(
        default=None, description="How long a request with a lost answer is left alone."
    )
    paid_settling_seconds: _SpanOrNone | None = Field(
        default=None, description="The same for requests that cost money."
    )
    first_look_seconds: _Span | None = Field(
        default=None, description="The shortest time between two looks at a review."
    )
    request_interval_seconds: _SpanOrNone | None = Field(
        default=None, description="Time between two brand or campaign requests."
    )
    requests_kept_days: int = Field(
        default=30,
        ge=0,
        le=36_500,
        description="For how many days the ledger keeps what was sent to Twilio and answered.",
    )
    sandbox_speed: float = Field(
        default=20.0,
        gt=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="How fast the clock of the built-in sandbox runs.",
    )
    twilio_account_sid: str | None = Field(default=None, validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr | None = Field(default=None, validation_alias="TWILIO_AUTH_TOKEN")
    twilio_region: _Label | None = Field(default=None, validation_alias="TWILIO_REGION")
    twilio_edge: _Label | None = Field(default=None, validation_alias="TWILIO_EDGE")

    @property
    def data_folder(self) -> Path:
        """The folder of the ledger: TENDLC_DATA, else the user's data folder."""
        if self.data is not None:
            return self.data.expanduser()
        home = os.environ.get("XDG_DATA_HOME")
        return (Path(home) if home else Path.home() / ".local" / "share") / "tendlc"

    @property
    def authorities(self) -> Path | None:
        """The file of certificate authorities to trust; None for those of the library.

        Raises:
            ConfigurationError: it cannot be read, or holds no certificate.
        """
        named = {"TENDLC_CA_BUNDLE": str(self.ca_bundle.expanduser()) if self.ca_bundle else ""}
        named |= {name: os.environ.get(name, "") for name in _AUTHORITIES}
        name, path = next(((n, Path(p)) for n, p in named.items() if p), ("", None))
        if path is not None:
            _check_authorities(name, path)
        return path


def _check_authorities(name: str, path: Path) -> None:
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if path.is_dir():
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(cafile=path)
    except OSError as error:
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigurationError(
            f"The certificate authorities in {path} cannot be used: {reason}.",
            field=name,
            advice=Advice.SET_AUTHORITIES,
        ) from None


def load_settings() -> Settings:
    """Read the settings; raises ConfigurationError with the variable's name and what is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        variable = name if name.startswith("TWILIO_") else f"TENDLC_{name.upper()}"
        raise ConfigurationError(
            f"The setting {variable} cannot be used: {first['msg']}.",
            field=variable,
            advice=Advice.CHANGE_SETTING,
        ) from None


def live_terms(settings: Settings) -> Terms:
    """Return the terms for Twilio itself; raises ConfigurationError where one is missing."""
    if not settings.status_email:
        raise ConfigurationError(
            "There is no mailbox for Twilio's status mails.",
            field="TENDLC_STATUS_EMAIL",
            advice=Advice.SET_STATUS_EMAIL,
        )
    return _terms(settings, settings.status_email, Patience())


def sandbox_terms(settings: Settings) -> Terms:
    """Return the terms for a sandbox: the same rules with less patience."""
    patience = Patience(
        send_window=timedelta(seconds=2),
        client_timeout=timedelta(seconds=5),
        settling=timedelta(seconds=1),
        paid_settling=timedelta(seconds=1),
        first_look=timedelta(milliseconds=150),
        longest_look=timedelta(seconds=5),
        first_backoff=timedelta(milliseconds=200),
        longest_backoff=timedelta(seconds=5),
        vetting=timedelta(minutes=2),
        brand_list_trusted=timedelta(hours=1),
    )
    return _terms(settings, settings.status_email or "registrations@isv.example", patience)


def _terms(settings: Settings, status_email: str, patience: Patience) -> Terms:
    isv = Isv(
        status_email=status_email,
        status_callback_url=settings.status_callback_url,
        primary_customer_profile_sid=settings.primary_customer_profile_sid,
    )
    return Terms(
        isv=isv,
        patience=_patience(settings, patience),
        wait_for_approval=settings.wait_for_approval,
    )


def _patience(settings: Settings, default: Patience) -> Patience:
    def chosen(seconds: float | None, otherwise: timedelta) -> timedelta:
        return otherwise if seconds is None else timedelta(seconds=seconds)

    return Patience(
        send_window=chosen(settings.send_window_seconds, default.send_window),
        client_timeout=chosen(settings.client_timeout_seconds, default.client_timeout),
        settling=chosen(settings.settling_seconds, default.settling),
        paid_settling=chosen(settings.paid_settling_seconds, default.paid_settling),
        first_look=chosen(settings.first_look_seconds, default.first_look),
        longest_look=default.longest_look,
        first_backoff=default.first_backoff,
        longest_backoff=default.longest_backoff,
        vetting=default.vetting,
        brand_list_trusted=default.brand_list_trusted,
        bundle_in_review=default.bundle_in_review,
        authentication=default.authentication,
        brand_in_review=default.brand_in_review,
    )
