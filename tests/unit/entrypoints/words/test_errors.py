"""What helps after an error: every advice has its sentence, and every sentence its advice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tendlc
from tendlc.entrypoints.words.errors import ADVICE, advice_words, error_words
from tendlc.errors import (
    Advice,
    ConfigurationError,
    FolderInUse,
    NotAllowed,
    SameBusiness,
    TendlcError,
    UnknownOnboarding,
)
from tests.records import is_sentence


def test_every_advice_has_its_sentence_and_is_given_somewhere() -> None:
    assert {*ADVICE} == {*Advice}
    package = Path(tendlc.__file__).parent
    source = "".join(
        path.read_text()
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in ("entrypoints", "sandbox")
    )
    given = {Advice[name] for name in re.findall(r"\bAdvice\.([A-Z_]+)", source)}
    assert given == {*Advice}


@pytest.mark.parametrize("advice", Advice)
def test_an_advice_is_a_sentence(advice: Advice) -> None:
    assert is_sentence(
        advice_words(advice, {"field": "TENDLC_DATA", "customer": "acme", "open": "campaign"})
    )


@pytest.mark.parametrize(
    ("error", "next_step", "field"),
    [
        (
            ConfigurationError("x", field="TENDLC_DATA", advice=Advice.CHANGE_SETTING),
            "Change TENDLC_DATA in the environment, or unset it.",
            "TENDLC_DATA",
        ),
        (
            NotAllowed("x", field="sid", advice=Advice.COPY_SID_OR_ABSENT),
            "Copy the SID from the Console of this account, or give --absent.",
            "--sid",
        ),
        (
            NotAllowed("x", advice=Advice.SEE_STATUS, customer="acme"),
            "Run `tendlc status acme` to see where the customer stands.",
            None,
        ),
        (FolderInUse(), "Wait until it ends, or name another folder with --data.", None),
        (UnknownOnboarding(next_step="Look again."), "Look again.", None),
        (TendlcError("x"), "", None),
    ],
)
def test_the_door_says_what_to_run(error: TendlcError, next_step: str, field: str | None) -> None:
    words = error_words(error)
    assert (words.message, words.next_step, words.field) == (error.message, next_step, field)


def test_the_same_business_is_named_with_the_two_ways_on() -> None:
    words = error_words(SameBusiness(field="customer", others=("grace", "grace-2")))
    assert "as grace and grace-2:" in words.message
    assert "`customer: grace`" in words.next_step
    assert "--another" in words.next_step
