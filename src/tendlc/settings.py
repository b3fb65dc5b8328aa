"""The settings of the ISV and of this installation, from the environment.

Every setting is an environment variable that begins with TENDLC_; the credentials keep Twilio's
own names. docs/reference/settings.md lists them, and a test holds the two together.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tendlc.domain.terms import Isv, Patience, Terms
from tendlc.errors import ConfigurationError


class Settings(BaseSettings):
    """All settings; the defaults serve the built-in sandbox."""

    model_config = SettingsConfigDict(env_prefix="TENDLC_", frozen=True, extra="ignore")

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
        default=None, description="Key that seals personal data; else a file beside the ledger."
    )
    twilio_url: str | None = Field(
        default=None, description="Address of a gateway in front of Twilio, for --live."
    )
    client_timeout_seconds: float | None = Field(
        default=None, gt=0, description="How long the client waits for an answer."
    )
    send_window_seconds: float | None = Field(
        default=None, gt=0, description="How long after its intent a request may leave."
    )
    settling_seconds: float | None = Field(
        default=None, ge=0, description="How long a request with a lost answer is left alone."
    )
    paid_settling_seconds: float | None = Field(
        default=None, ge=0, description="The same for requests that cost money."
    )
    first_look_seconds: float | None = Field(
        default=None, gt=0, description="The shortest time between two looks at a review."
    )
    request_interval_seconds: float | None = Field(
        default=None, ge=0, description="Time between two brand or campaign requests."
    )
    sandbox_speed: float = Field(
        default=20.0, gt=0, description="How fast the clock of the built-in sandbox runs."
    )
    twilio_account_sid: str | None = Field(default=None, validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr | None = Field(default=None, validation_alias="TWILIO_AUTH_TOKEN")

    @property
    def data_folder(self) -> Path:
        """The folder of the ledger: TENDLC_DATA, else the user's data folder."""
        if self.data is not None:
            return self.data.expanduser()
        home = os.environ.get("XDG_DATA_HOME")
        return (Path(home) if home else Path.home() / ".local" / "share") / "tendlc"


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
            next_step=f"Change {variable} in the environment, or unset it.",
        ) from None


def live_terms(settings: Settings) -> Terms:
    """Return the terms for Twilio itself; raises ConfigurationError where one is missing."""
    if not settings.status_email:
        raise ConfigurationError(
            "There is no mailbox for Twilio's status mails.",
            field="TENDLC_STATUS_EMAIL",
            next_step="Set TENDLC_STATUS_EMAIL to a mailbox that you, the ISV, watch.",
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
        brand_in_review=default.brand_in_review,
    )
