"""Where a tunnel may lead to: out into the internet, and to this machine from this machine."""

from __future__ import annotations

import pytest

from tendlc.sandbox.attach.tunnel_targets import may_reach, split

HERE, THERE = "127.0.0.1", "192.168.1.20"


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
@pytest.mark.parametrize("caller", [HERE, THERE])
def test_public_addresses_are_reached(address: str, caller: str) -> None:
    assert may_reach(address, caller)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "fec0::1",
        "::",
    ],
)
@pytest.mark.parametrize("caller", [HERE, THERE])
def test_no_other_network_is_reached(address: str, caller: str) -> None:
    assert not may_reach(address, caller)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_reached_from_this_machine_alone(address: str) -> None:
    assert may_reach(address, HERE)
    assert may_reach(address, "::1")
    assert not may_reach(address, THERE)


@pytest.mark.parametrize(
    ("authority", "parts"),
    [
        ("API.twilio.com:443", ("api.twilio.com", 443)),
        ("[::1]:80", ("::1", 80)),
        ("api.twilio.com", None),
        ("api.twilio.com:", None),
        ("api.twilio.com:65536", None),
        ("a b:1", None),
        ("user@host:1", None),
    ],
)
def test_an_authority_is_a_host_and_a_port(authority: str, parts: tuple[str, int] | None) -> None:
    assert split(authority) == parts
