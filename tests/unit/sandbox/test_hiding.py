"""Nothing secret passes through to a page, whatever shape it comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tendlc.sandbox.inspector.bodies import read_body, target_line
from tendlc.sandbox.inspector.hiding import without_secrets

SECRET = "s3cr3t-value"
_SHAPES: list[Any] = [
    {"auth_token": SECRET},
    {"AuthToken": SECRET, "sid": "AC"},
    {"deep": [{"secret": SECRET}, {"password": SECRET}]},
    {"tokens": {"api_key": SECRET, "access_token": SECRET, "private_key": SECRET}},
    {"callback": f"https://user:{SECRET}@receiver.example/x"},
    {"callback": f"see http://{SECRET}@receiver.example and more"},
    {"config": json.dumps({"Authorization": SECRET})},
    {"secret": [SECRET, {"value": SECRET}]},
    {"cut": '{"friendly_name":"x","auth_token":"' + SECRET},
]


@pytest.mark.parametrize("value", _SHAPES)
def test_a_secret_is_hidden_in_data(value: Any) -> None:
    assert SECRET not in str(without_secrets(value))


@pytest.mark.parametrize(
    "raw",
    [
        f"FriendlyName=x&Secret={SECRET}",
        f"AuthToken={SECRET}&AuthToken={SECRET}",
        f"StatusCallback=https%3A%2F%2Fuser%3A{SECRET}%40receiver.example%2F",
        "Attributes=%7B%22password%22%3A%22" + SECRET + "%22%7D",
        '{"auth_token":"' + SECRET + '"}',
        '{"items":[{"sid":"a"},{"auth_token":"' + SECRET,
    ],
)
def test_a_secret_is_hidden_in_a_body(raw: str) -> None:
    assert SECRET not in str(read_body(raw.encode()).value)


def test_a_secret_is_hidden_in_a_request_line() -> None:
    line = target_line(f"api.twilio.com/2010-04-01/Accounts.json?AuthToken={SECRET}&PageSize=5")
    assert SECRET not in line
    assert "PageSize=5" in line


def test_what_is_no_secret_stays() -> None:
    data = {"friendly_name": "Token Ring LLC", "page_token": "PA1", "url": "https://a.example/@b"}
    assert without_secrets(data) == data
