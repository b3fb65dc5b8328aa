"""Which addresses may be reached, how requests are signed, and when they are repeated."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from tendlc.sandbox.behaviour.retries import next_attempt_at
from tendlc.sandbox.deliver.addresses import may_reach, networks
from tendlc.sandbox.deliver.posting import without_credentials
from tendlc.sandbox.deliver.signatures import sign, with_body_hash
from tendlc.sandbox.world.outbox import shown_address

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _validator(token: str) -> Any:
    return RequestValidator(token)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("text", ["127.0.0.1", "127.9.9.9", "::1", "8.8.8.8", "2600::1"])
def test_this_machine_and_public_addresses_may_be_reached(text: str) -> None:
    assert may_reach(ip_address(text), ())


@pytest.mark.parametrize(
    "text",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "fe80::1",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.1.2.3",
        "64:ff9b::a01:203",
        "2002:a01:203::1",
    ],
)
def test_no_other_address_may_be_reached_unless_allowed(text: str) -> None:
    assert not may_reach(ip_address(text), ())
    assert may_reach(ip_address(text), networks(["0.0.0.0/0", "::/0"]))


def test_only_the_allowed_network_is_opened() -> None:
    allowed = networks(["10.1.0.0/16"])
    reached = [may_reach(ip_address(text), allowed) for text in ("10.1.2.3", "10.2.2.3")]
    assert reached == [True, False]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sampled_from(["", "?a=1", "?a=b%20c"]))
def test_any_form_is_signed_as_the_official_validator_expects(
    fields: list[tuple[str, str]], query: str
) -> None:
    class Form(dict[str, str]):
        def getall(self, name: str) -> list[str]:
            return [value for key, value in fields if key == name]

    url = f"https://isv.example/status{query}"
    signature = sign("token", url, urlencode(fields).encode())
    assert _validator("token").compute_signature(url, Form(fields)) == signature


@given(TEXTS, st.sampled_from(["", "?a=1"]))
def test_any_body_is_signed_as_the_official_validator_expects(text: str, query: str) -> None:
    url = with_body_hash(f"https://isv.example/events{query}", text.encode())
    assert _validator("token").validate(url, text, sign("token", url))


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("https://ann:pw@isv.example/a?b=c#d", "https://isv.example/a?b=c"),
        ("HTTPS://isv.example:8443", "https://isv.example:8443/"),
        ("http://bücher.example/ä b?ü=1", "http://xn--bcher-kva.example/%C3%A4%20b?%C3%BC=1"),
    ],
)
def test_the_receiver_sees_a_url_without_credentials(url: str, seen: str) -> None:
    assert without_credentials(url) == seen


@pytest.mark.parametrize(
    ("destination", "shown"),
    [
        ("https://isv.example/a@b", "https://isv.example/a@b"),
        ("https://ann:pw@isv.example/", "https://ann:***@isv.example/"),
        ("https://ann:p@w@isv.example/", "https://ann:***@isv.example/"),
        ("https://ann@isv.example/", "https://ann:***@isv.example/"),
    ],
)
def test_a_password_is_never_shown(destination: str, shown: str) -> None:
    assert shown_address(destination) == shown


@given(st.integers(1, 10_000), st.floats(0, 1), st.floats(0, 14_400))
def test_no_try_comes_later_than_four_hours(tries: int, chance: float, passed: float) -> None:
    at = next_attempt_at(0, passed, tries, chance)
    assert at is None or passed < at <= 14_400
