"""The names under which our objects are found again."""

from __future__ import annotations

import pytest

from tendlc.rules.matching import friendly_name


@pytest.mark.parametrize(
    ("key", "what", "name"),
    [
        ("acme", "customer profile", "acme: customer profile"),
        ("delta-aid", "phone number 2", "delta-aid: phone number 2"),
    ],
)
def test_a_name_has_the_customers_key(key: str, what: str, name: str) -> None:
    assert friendly_name(key, what) == name


def test_a_name_of_the_longest_key_fits_into_64_characters() -> None:
    assert len(friendly_name("k" * 40, "messaging service")) <= 64
