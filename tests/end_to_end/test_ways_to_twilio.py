"""What stands between the engine and Twilio: certificates of one's own, regions and edges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, resources
from tests.end_to_end.middleman import Middleman, middleman
from tests.private_authority import PrivateAuthority

ACME = EXAMPLES / "acme.yaml"
ADVICE = "Where a gateway or proxy of your own answers, set TENDLC_CA_BUNDLE to a PEM file"
MAILBOX = {"TENDLC_STATUS_EMAIL": "registrations@isv.example"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> PrivateAuthority:
    return PrivateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def gateway(account: SandboxAccount, authority: PrivateAuthority) -> Iterator[Middleman]:
    """A gateway over TLS, with a certificate of its own authority."""
    with middleman(account.sandbox.url, authority.server()) as between:
        yield between


def test_a_certificate_that_is_not_trusted_is_no_network_fault(
    gateway: Middleman, at_account: Home, account: SandboxAccount
) -> None:
    live = at_account.with_settings(TENDLC_TWILIO_URL=gateway.url, **MAILBOX)
    for arguments in (("--live", "--yes"), ("--target", gateway.url)):
        ran = live.run("onboard", ACME, *arguments)
        assert ran.code == 1
        assert ran.err.startswith("The certificate of the target is not trusted: unable to get")
        assert (
            "\nNext: Where a gateway or proxy of your own answers, set TENDLC_CA_BUNDLE" in ran.err
        )
    with pytest.raises(AssertionError, match="There is no world"):
        resources(account)


@pytest.mark.parametrize("variable", ["TENDLC_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_authority_of_a_gateway_can_be_named(
    variable: str,
    gateway: Middleman,
    authority: PrivateAuthority,
    at_account: Home,
    account: SandboxAccount,
) -> None:
    trusting = at_account.with_settings(**{variable: str(authority.bundle)})
    live = trusting.with_settings(TENDLC_TWILIO_URL=gateway.url, **MAILBOX)
    ran = live.run("onboard", ACME, "--live", "--yes", "--json")
    assert ran.json["target"]["kind"] == "live"
    assert "TrustProduct" in [kind for kind, _ in resources(account)]


def test_a_sandbox_behind_tls_is_a_target_too(
    gateway: Middleman, authority: PrivateAuthority, at_account: Home
) -> None:
    trusting = at_account.with_settings(TENDLC_CA_BUNDLE=str(authority.bundle))
    ran = trusting.run("onboard", ACME, "--target", gateway.url, "--json")
    assert (ran.code, ran.json["stage"]) == (0, "registered")


@pytest.mark.parametrize("variable", ["TENDLC_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file"), ("nothing", "it holds no certificate")]
)
def test_authorities_that_cannot_be_used_are_named(
    variable: str, content: str | None, reason: str, at_account: Home, tmp_path: Path
) -> None:
    file = tmp_path / "bundle.pem"
    if content is not None:
        file.write_text(content)
    live = at_account.with_settings(**{variable: str(file), **MAILBOX})
    ran = live.run("onboard", ACME, "--live")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"The certificate authorities in {file} cannot be used: {reason}")
    assert f"\nNext: Set {variable} to a PEM file" in ran.err


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Target: Twilio itself, account {sid}. Paid"),
        ({"TWILIO_REGION": "ie1"}, "Target: Twilio itself, account {sid}, region ie1. Paid"),
        (
            {"TWILIO_EDGE": "sydney"},
            "Target: Twilio itself, account {sid}, region us1, edge sydney. Paid",
        ),
        ({"TWILIO_REGION": "", "TWILIO_EDGE": ""}, "Target: Twilio itself, account {sid}. Paid"),
        (
            {"TWILIO_REGION": "ie1", "TENDLC_TWILIO_URL": "http://127.0.0.1:9"},
            "Target: Twilio itself, account {sid}, through http://127.0.0.1:9. Paid",
        ),
    ],
)
def test_the_region_is_named_with_the_target(
    settings: dict[str, str], sentence: str, at_account: Home, account: SandboxAccount
) -> None:
    """Without --yes and without a terminal nothing is sent, to nobody."""
    ran = at_account.with_settings(**MAILBOX, **settings).run("onboard", ACME, "--live")
    assert ran.code == 3
    assert ran.out.startswith(sentence.format(sid=account.sid))


def test_a_region_that_is_no_label_is_refused(at_account: Home) -> None:
    there = at_account.with_settings(TWILIO_REGION="evil.test/", **MAILBOX)
    ran = there.run("onboard", ACME, "--live")
    assert ran.code == 1
    assert ran.err.startswith("The setting TWILIO_REGION cannot be used")


def test_a_region_never_reaches_the_address_of_a_sandbox(
    at_account: Home, account: SandboxAccount
) -> None:
    abroad = at_account.with_settings(TWILIO_REGION="ie1", TWILIO_EDGE="sydney")
    ran = abroad.run("onboard", ACME, "--target", account.sandbox.url, "--json")
    assert (ran.code, ran.json["stage"]) == (0, "registered")
    targets = {entry["target"] for entry in account.control("GET", "/journal?limit=9")["entries"]}
    assert [target for target in targets if "sydney" in target or "ie1" in target] == []
