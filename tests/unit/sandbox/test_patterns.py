"""Patterns of faults: what they fit, what is none, and that none takes long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendlc.sandbox.world.patterns import fits, problem

LINE = "messaging.twilio.com/v1/a2p/BrandRegistrations/BN1/SmsOtp?a=b"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "BrandReg",
        "^messaging",
        "?a=b$",
        "^messaging*/v1",
        "BrandRegistrations/*/SmsOtp",
        "BrandRegistrations/BN*/Sms",
        "Vettings|SmsOtp",
        "/*/*/BN",
        "*",
        "^" + LINE + "$",
    ],
)
def test_a_pattern_fits_what_contains_it(pattern: str) -> None:
    assert fits(pattern, LINE)


@pytest.mark.parametrize(
    "pattern",
    ["brandreg", "^BrandReg", "SmsOtp$", "v1*BrandRegistrations", "BN*b$x", "Vettings|EndUsers"],
)
def test_a_pattern_does_not_fit_anything_else(pattern: str) -> None:
    assert not fits(pattern, LINE)


def test_an_end_is_asked_for_after_any_star() -> None:
    assert fits("BN*1$", "x/BN1/BN21")
    assert not fits("BN*$", "x/BN1/Vettings")


@given(st.text("ab/*^$|", max_size=8), st.text("ab/", max_size=12))
def test_a_pattern_means_what_it_would_as_a_regular_expression(pattern: str, text: str) -> None:
    inner = [each[each.startswith("^") :] for each in pattern.split("|")]
    if any("^" in each or "$" in each[:-1] for each in inner):
        return  # in the middle these are plain signs
    spelled = re.sub(r"\*", "[^/]*", pattern).replace("$", r"\Z")
    assert fits(pattern, text) == bool(re.search(spelled, text))


@pytest.mark.parametrize("pattern", ["(a+)+$", ".*", r"BN\w+", "[a-z]", "a{9}"])
def test_a_regular_expression_is_refused_with_what_to_write(pattern: str) -> None:
    assert "* for any characters" in problem(pattern)


def test_a_pattern_made_to_take_long_looks_at_a_bounded_text() -> None:
    """Steps are counted by what is looked at: beyond 4,096 characters nothing is."""
    assert not fits("*a" * 40 + "b$", "a" * 1_000_000)
    assert not fits("needle", "a" * 4096 + "needle")
