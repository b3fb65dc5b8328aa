from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tendlc.catalog.sids import is_sid
from tendlc.sandbox.world.chance import Chance


def test_the_same_stream_draws_the_same_sids() -> None:
    assert [Chance("7", 0).sid("BU")] * 2 == [Chance("7", 0).sid("BU") for _ in range(2)]


def test_another_seed_draws_other_sids() -> None:
    assert Chance("7", 0).sid("BU") != Chance("8", 0).sid("BU")


@given(st.text(), st.integers(min_value=0, max_value=2**31))
def test_sids_are_well_formed_and_sort_in_the_order_of_making(stream: str, drawn: int) -> None:
    chance = Chance(stream, drawn)
    first, second = chance.sid("IT"), chance.sid("IT")
    assert is_sid(first, "IT")
    assert first < second


@given(st.text(), st.integers(-50, 50), st.integers(0, 100))
def test_a_number_lies_between_its_bounds(about: str, low: int, width: int) -> None:
    assert low <= Chance("7", 0).between(low, low + width, about) <= low + width
