from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendlc.sandbox.behaviour.magic import (
    WORDS,
    brand_codes,
    bundle_codes,
    campaign_codes,
    forced,
    magic_values,
    nearest,
    number_codes,
    unknown,
    unmarked,
)

CODES = sorted(bundle_codes() | brand_codes() | campaign_codes() | number_codes())


@pytest.mark.parametrize("code", CODES)
def test_every_asynchronous_code_has_a_marker(code: int) -> None:
    assert forced({"street": f"1 Main Street [sandbox:{code}]"}).codes == (code,)


@pytest.mark.parametrize("code", CODES)
def test_every_asynchronous_code_has_a_tax_number(code: int) -> None:
    assert forced({"business_registration_number": f"00-00{code}"}).codes == (code,)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_found(word: str) -> None:
    assert forced(f"Acme [Sandbox:{word.upper()}]").words == (word,)


def test_several_values_stand_in_one_marker() -> None:
    asked = forced("Acme [sandbox:30795, suspended, score-7]")
    assert (asked.codes, asked.words, asked.score) == ((30795,), ("suspended",), 7)


def test_places_name_the_fields() -> None:
    fields = {"city": "X [sandbox:30701]", "region": ["[sandbox:30701]"], "street": "Y"}
    assert forced(fields).places == {30701: ("city", "region")}


@pytest.mark.parametrize(
    "text",
    ["[sandbox:20404]", "[sandbox:99999]", "[sandbox:nonsense]", "[sandbox:score-101]", "30795"],
)
def test_unknown_markers_are_ignored(text: str) -> None:
    asked = forced(text)
    assert (asked.codes, asked.words, asked.score) == ((), (), None)


@pytest.mark.parametrize(
    ("text", "value", "near"),
    [
        ("Acme [sandbox:30983] LLC", "30983", "30993"),
        ("[sandbox:99999]", "99999", "30994"),
        ("[sandbox:30795, suspnded]", "suspnded", "suspended"),
        ("[sandbox:score-101]", "score-101", "score-50"),
        ("[sandbox:20404]", "20404", "30904"),
    ],
)
def test_an_unknown_marker_is_told_with_the_nearest(text: str, value: str, near: str) -> None:
    assert unknown({"attributes": [text]}) == value
    assert nearest(value, magic_values()) == near


@pytest.mark.parametrize("value", magic_values())
def test_every_magic_value_is_known(value: str) -> None:
    assert unknown(f"[sandbox:{value}]") is None


@pytest.mark.parametrize("number", ["12-3456789", "00-1030795", "00003079", "00-0012345"])
def test_ordinary_tax_numbers_ask_for_nothing(number: str) -> None:
    assert forced(number).codes == ()


@pytest.mark.parametrize(("number", "code"), [("+15005530125", 30125), ("+15005530126", 30126)])
def test_two_phone_numbers_ask_for_their_failure(number: str, code: int) -> None:
    assert forced(number).codes == (code,)


def test_unmarked_text_is_what_people_would_read() -> None:
    assert unmarked("Acme [sandbox:30795] LLC [sandbox:x]") == "Acme LLC"


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_nothing_that_is_handed_in_raises(value: object) -> None:
    assert forced([value, {"a": value}]).score is None
    assert unknown([value]) is None
