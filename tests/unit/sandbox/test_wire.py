"""The pure parts of the wire: places, routes, forms, credentials."""

from __future__ import annotations

import base64
import contextlib
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendlc.sandbox.operations import Answer, Call, Operation
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources.index import OPERATIONS
from tendlc.sandbox.wire import forms
from tendlc.sandbox.wire.heads import read_basic
from tendlc.sandbox.wire.hosts import locate
from tendlc.sandbox.wire.routing import Router


@pytest.mark.parametrize(
    "host", ["trusthub.twilio.com", "trusthub.ie1.twilio.com", "trusthub.dublin.ie1.twilio.com:443"]
)
def test_a_product_is_known_by_its_host_also_with_edge_and_region(host: str) -> None:
    place = locate("https", host, "")
    assert place
    assert (place.product, place.origin) == ("trusthub", f"https://{host}")


def test_a_product_is_known_by_the_first_part_of_the_path() -> None:
    place = locate("http", "127.0.0.1:4010", "messaging.twilio.com")
    assert place
    assert (place.product, place.origin, place.strip) == (
        "messaging",
        "http://127.0.0.1:4010/messaging.twilio.com",
        len("/messaging.twilio.com"),
    )


@pytest.mark.parametrize(
    "host", ["chat.twilio.com", "twilio.com", "a.b.c.d.twilio.com", "bad host"]
)
def test_a_host_that_is_not_served_is_nobodys_place(host: str) -> None:
    assert locate("https", host, "") is None


def test_any_other_host_is_the_sandboxs_own_door() -> None:
    place = locate("http", "localhost:4010", "")
    assert place
    assert place.product is None


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation.id))
def test_every_operation_is_found_by_its_path(operation: Operation) -> None:
    path = operation.path.replace("{country}", "US")
    for name in ("sid", "child", "service_sid", "account_sid"):
        path = path.replace(f"{{{name}}}", f"XX{name}")
    found, values = Router(OPERATIONS).find(operation.product, operation.method, path)
    assert found is operation
    assert values.get("sid", "XXsid") == "XXsid"


def test_a_word_wins_over_a_blank() -> None:
    found, _ = Router(OPERATIONS).find("messaging", "GET", "/v1/Services/Usecases")
    assert found.path == "/v1/Services/Usecases"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/v1/Nothing", 20404),
        ("GET", "/v1/CustomerProfiles/", 20404),
        ("DELETE", "/v1/CustomerProfiles", 20004),
        ("PUT", "/v1/EndUsers", 20004),
    ],
)
def test_unknown_paths_and_methods_are_refused(method: str, path: str, code: int) -> None:
    with pytest.raises(Refusal) as refused:
        Router(OPERATIONS).find("trusthub", method, path)
    assert refused.value.code == code


def test_one_place_of_the_path_has_one_name() -> None:
    def answer(call: Call) -> Answer:
        return Answer(200)

    with pytest.raises(ValueError, match="is called sid"):
        Router(
            [
                Operation("GET", "trusthub", "/v1/EndUsers/{sid}", answer),
                Operation("POST", "trusthub", "/v1/EndUsers/{other}", answer),
            ]
        )


_TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))


@given(st.lists(st.tuples(_TEXT.filter(bool), _TEXT), max_size=20))
def test_what_was_put_into_a_form_comes_out_in_order_and_with_repeats(
    pairs: list[tuple[str, str]],
) -> None:
    expected: dict[str, list[str]] = {}
    for name, value in pairs:
        expected.setdefault(name, []).append(value)
    assert forms.parse(urlencode(pairs).encode()) == expected


@pytest.mark.parametrize("form", [b"Name=%00", b"Name=%FF%FE", b"&".join([b"a=b"] * 3000)])
def test_forms_that_nobody_can_mean_are_refused(form: bytes) -> None:
    with pytest.raises(Refusal):
        forms.parse(form)


@given(st.binary(max_size=200))
def test_bytes_are_read_as_a_form_or_refused(form: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert isinstance(forms.parse(form), dict)


def test_basic_credentials_are_read() -> None:
    encoded = base64.b64encode(b"AC1:to:ken")
    assert read_basic(b"Basic " + encoded) == ("AC1", "to:ken")


@pytest.mark.parametrize("header", [b"", b"Bearer x", b"Basic !!!", b"Basic /w=="])
def test_anything_else_is_no_credentials(header: bytes) -> None:
    assert read_basic(header) == ("", "")
