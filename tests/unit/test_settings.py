"""Settings that cannot be used are a sentence, and an empty one counts as unset."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.errors import ConfigurationError
from tendlc.settings import LONGEST_SECONDS, Settings, live_terms, load_settings, sandbox_terms
from tests.private_authority import PrivateAuthority

SPANS = ("CLIENT_TIMEOUT", "SEND_WINDOW", "FIRST_LOOK")
SPANS_OR_NONE = ("SETTLING", "PAID_SETTLING", "REQUEST_INTERVAL")
NO_SPAN = ("inf", "-inf", "nan", "1e300", "1e20", "-1", str(LONGEST_SECONDS + 1))


@pytest.mark.parametrize("name", [*SPANS, *SPANS_OR_NONE])
@pytest.mark.parametrize("value", NO_SPAN)
def test_what_is_no_span_of_time_is_refused_by_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TENDLC_{name}_SECONDS", value)
    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert raised.value.field == f"TENDLC_{name}_SECONDS"


@pytest.mark.parametrize("value", ["0", "1e-9"])
@pytest.mark.parametrize("name", SPANS)
def test_a_span_that_would_round_to_nothing_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TENDLC_{name}_SECONDS", value)
    with pytest.raises(ConfigurationError, match=name):
        load_settings()


@pytest.mark.parametrize("value", ["inf", "nan", "1e300", "0", "-1"])
def test_a_speed_that_no_clock_can_have_is_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENDLC_SANDBOX_SPEED", value)
    with pytest.raises(ConfigurationError, match="TENDLC_SANDBOX_SPEED"):
        load_settings()


@pytest.mark.parametrize("value", ["0.001", "0.5", str(LONGEST_SECONDS)])
def test_every_span_that_is_taken_can_be_counted_with(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*SPANS, *SPANS_OR_NONE):
        monkeypatch.setenv(f"TENDLC_{name}_SECONDS", value)
    patience = sandbox_terms(load_settings()).patience
    assert patience.client_timeout.total_seconds() == float(value)
    assert patience.settling.total_seconds() == float(value)


def test_an_empty_setting_counts_as_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = load_settings()
    for name in Settings.model_fields:
        alias = Settings.model_fields[name].validation_alias
        monkeypatch.setenv(str(alias or f"TENDLC_{name.upper()}"), "")
    assert load_settings() == usual
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert load_settings().data_folder == tmp_path / "tendlc"


def test_an_empty_mailbox_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENDLC_STATUS_EMAIL", "")
    with pytest.raises(ConfigurationError, match="no mailbox"):
        live_terms(load_settings())


@pytest.mark.parametrize(
    "name", ["TENDLC_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"]
)
def test_the_authorities_to_trust_are_taken_from_the_usual_places(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for other in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(other, raising=False)
    assert load_settings().authorities is None
    bundle = PrivateAuthority(tmp_path).bundle
    monkeypatch.setenv(name, str(bundle))
    assert load_settings().authorities == bundle
    monkeypatch.setenv(name, str(tmp_path))
    assert load_settings().authorities == tmp_path


def test_our_own_setting_of_authorities_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = PrivateAuthority(tmp_path).bundle
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    monkeypatch.setenv("TENDLC_CA_BUNDLE", str(bundle))
    assert load_settings().authorities == bundle
