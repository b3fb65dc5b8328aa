"""The authority vouches for twilio.com alone, is renewed in time, and survives a broken file.

What clients make of its certificates is asked of OpenSSL, by a handshake in memory.
"""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tendlc.sandbox.attach.authority import CERTIFICATE_FILE, KEY_FILE, Authority
from tendlc.sandbox.attach.certificates import ends_at, new_server, public_part
from tendlc.sandbox.world.clock import machine_time

DAY = 86_400


def handshake(server: ssl.SSLContext, authority: str, host: str) -> None:
    """Shake hands in memory as a client that trusts an authority and wants a host."""
    client = ssl.create_default_context(cadata=authority)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=host)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert ours.version() in ("TLSv1.2", "TLSv1.3")


def server_of(pem: str, folder: Path) -> ssl.SSLContext:
    """Return a server that shows the certificate of a PEM."""
    file = folder / "server.pem"
    file.write_text(pem, "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize(
    "host",
    [
        "trusthub.twilio.com",
        "api.twilio.com",
        "API.Twilio.com",
        "messaging.us1.twilio.com",
        "trusthub.dublin.ie1.twilio.com",
    ],
)
def test_every_host_of_twilio_is_vouched_for(host: str, tmp_path: Path) -> None:
    authority = Authority(tmp_path, machine_time)
    handshake(authority.context(), authority.certificate(), host)


@pytest.mark.parametrize("host", ["example.com", "twilio.com.example.com", "nottwilio.com"])
def test_a_stolen_key_vouches_for_no_other_domain(host: str, tmp_path: Path) -> None:
    authority = Authority(tmp_path, machine_time)
    shown = authority.certificate()
    stolen = (tmp_path / KEY_FILE).read_text("ascii")
    forged = server_of(new_server(stolen, [host], machine_time()), tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(forged, shown, host)


def test_the_key_is_its_owners_and_the_certificate_is_everybodys(tmp_path: Path) -> None:
    Authority(tmp_path, machine_time).certificate()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in (tmp_path / CERTIFICATE_FILE).read_text("ascii")


def test_no_key_of_a_server_is_left_in_the_folder(tmp_path: Path) -> None:
    Authority(tmp_path, machine_time).context()
    assert sorted(file.name for file in tmp_path.iterdir()) == [KEY_FILE, CERTIFICATE_FILE]


def test_two_installations_do_not_trust_each_other(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    ours, other = (Authority(folder, machine_time) for folder in (tmp_path, tmp_path / "other"))
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(ours.context(), other.certificate(), "api.twilio.com")


def test_the_same_authority_is_found_again(tmp_path: Path) -> None:
    before = Authority(tmp_path, machine_time).certificate()
    assert Authority(tmp_path, machine_time).certificate() == before


def test_it_is_renewed_before_it_ends(tmp_path: Path) -> None:
    before = Authority(tmp_path, machine_time).certificate()
    end = ends_at(before)
    assert Authority(tmp_path, lambda: end - 31 * DAY).certificate() == before
    after = Authority(tmp_path, lambda: end - 29 * DAY).certificate()
    assert ends_at(after) > end + 300 * DAY
    assert (tmp_path / CERTIFICATE_FILE).read_text("ascii") == after


def test_a_server_that_runs_for_months_renews_what_it_shows(tmp_path: Path) -> None:
    now = [machine_time()]
    authority = Authority(tmp_path, lambda: now[0])
    first = authority.context()
    assert authority.context() is first
    now[0] += 61 * DAY
    assert authority.context() is not first


@pytest.mark.parametrize("broken", ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_broken_file_is_replaced(broken: str, tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text(broken, "ascii")
    shown = Authority(tmp_path, machine_time).certificate()
    assert public_part((tmp_path / KEY_FILE).read_text("ascii")) == shown


def test_the_key_of_another_certificate_is_replaced(tmp_path: Path) -> None:
    shown = Authority(tmp_path, machine_time).certificate()
    (tmp_path / "other").mkdir()
    Authority(tmp_path / "other", machine_time).certificate()
    key = (tmp_path / "other" / KEY_FILE).read_text("ascii").partition("-----BEGIN CERT")[0]
    (tmp_path / KEY_FILE).write_text(key + shown, "ascii")
    again = Authority(tmp_path, machine_time)
    handshake(again.context(), again.certificate(), "api.twilio.com")


def test_a_key_that_others_could_read_is_its_owners_again(tmp_path: Path) -> None:
    Authority(tmp_path, machine_time).certificate()
    (tmp_path / KEY_FILE).chmod(0o644)  # as a copy of the folder may have it
    Authority(tmp_path, machine_time).certificate()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
