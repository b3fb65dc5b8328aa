"""A certificate that is not trusted is told as one, and an authority of one's own can be named."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tendlc.adapters.twilio.sandbox_world import sandbox_world
from tendlc.adapters.twilio.transport import Way
from tendlc.domain.subjects import Brand
from tendlc.errors import Advice, TlsFailed
from tests.private_authority import PrivateAuthority
from tests.unit.adapters.rude_server import RudeServer, answer
from tests.unit.adapters.test_twilio_errors import ACCOUNT, BRAND, SEND_BY, gateway_to, sid

MADE = answer(201, {"sid": sid("BN"), "status": "PENDING", "errors": []})
CASES = [
    ("127.0.0.1", False, False, "not trusted: unable to get local issuer", Advice.TRUST_AUTHORITY),
    ("127.0.0.1", True, True, "not trusted: certificate has expired", Advice.CHECK_DATE),
    ("10.0.0.1", False, True, "not trusted: IP address mismatch", Advice.USE_CERTIFIED_NAME),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> PrivateAuthority:
    return PrivateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize(("name", "expired", "known", "sentence", "advice"), CASES)
def test_what_is_wrong_with_a_certificate_is_said_with_what_to_do(
    name: str,
    expired: bool,
    known: bool,
    sentence: str,
    advice: Advice,
    authority: PrivateAuthority,
) -> None:
    trusted = authority.bundle if known else None
    with RudeServer(MADE, authority.server(name, expired=expired)) as server:
        told = []
        with gateway_to(None, way=Way(url=server.url, authorities=trusted)) as gateway:
            for ask in (
                lambda: gateway.perform(BRAND, send_by=SEND_BY),
                lambda: gateway.look(Brand(sid=sid("BN"))),
                lambda: gateway.find(BRAND),
                lambda: sandbox_world(server.url, ACCOUNT, "token", trusted),
            ):
                with pytest.raises(TlsFailed) as raised:
                    ask()
                told.append(raised.value)
    assert [sentence in error.message for error in told] == [True] * 4
    assert [error.advice for error in told] == [advice] * 4
    assert server.requests == []


def test_an_authority_of_ones_own_can_be_named(authority: PrivateAuthority) -> None:
    with (
        RudeServer(MADE, authority.server()) as server,
        gateway_to(None, way=Way(url=server.url, authorities=authority.bundle)) as gateway,
    ):
        assert gateway.perform(BRAND, send_by=SEND_BY).sid == sid("BN")


def test_the_named_authority_counts_whatever_the_machine_says(
    authority: PrivateAuthority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(PrivateAuthority(tmp_path).bundle))
    with (
        RudeServer(MADE, authority.server()) as server,
        gateway_to(None, way=Way(url=server.url, authorities=authority.bundle)) as gateway,
    ):
        assert gateway.perform(BRAND, send_by=SEND_BY).sid == sid("BN")


def test_a_port_that_speaks_no_tls_is_told_as_such_and_leaves_no_doubt() -> None:
    with RudeServer(MADE) as server:
        url = server.url.replace("http://", "https://")
        with (
            gateway_to(url, seconds=0.3) as gateway,
            pytest.raises(TlsFailed, match=r"could be made .not answered in time"),
        ):
            gateway.perform(BRAND, send_by=SEND_BY)
    with (
        RudeServer(MADE, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as without_certificate,
        gateway_to(without_certificate.url) as gateway,
        pytest.raises(TlsFailed, match="No TLS connection"),
    ):
        gateway.perform(BRAND, send_by=SEND_BY)
