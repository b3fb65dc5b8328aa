"""By which names the sandbox's own pages may be asked for."""

from __future__ import annotations

import pytest

from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.wire.hosts import OwnHost


def _answers(listened: str, host: str) -> bool:
    try:
        OwnHost(listened).refuse_others(host)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("listened", ["127.0.0.1", "::1", "localhost", "0.0.0.0", "192.168.1.5"])
@pytest.mark.parametrize(
    "host", ["127.0.0.1:4010", "127.8.8.8", "[::1]:4010", "localhost", "LOCALHOST:1", "a.localhost"]
)
def test_loopback_is_always_ours(listened: str, host: str) -> None:
    assert _answers(listened, host)


@pytest.mark.parametrize("listened", ["127.0.0.1", "0.0.0.0", "::", "192.168.1.5"])
@pytest.mark.parametrize(
    "host",
    [
        "rebound.example:4010",
        "localhost.rebound.example",
        "127.0.0.1.nip.example:80",
        "notlocalhost",
        "",
        "2130706433",
        "0x7f.1",
    ],
)
def test_a_name_that_somebody_else_may_own_is_not(listened: str, host: str) -> None:
    assert not _answers(listened, host)


@pytest.mark.parametrize(
    ("listened", "host", "ours"),
    [
        ("192.168.1.5", "192.168.1.5:4010", True),
        ("192.168.1.5", "192.168.1.6:4010", False),
        ("127.0.0.1", "192.168.1.5:4010", False),
        ("0.0.0.0", "192.168.1.5:4010", True),
        ("::", "[fd00::7]:4010", True),
        ("sandbox", "sandbox:4010", True),
        ("sandbox", "sandbox.example", False),
    ],
)
def test_beyond_loopback_only_what_was_listened_on_is_ours(
    listened: str, host: str, ours: bool
) -> None:
    assert _answers(listened, host) is ours
