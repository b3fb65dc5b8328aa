"""The words of the pages: everything that may wait or happen has some, and leads to a page."""

from __future__ import annotations

import pytest

from tendlc.sandbox.inspector.kinds import KINDS, resource_path, step_in_words
from tendlc.sandbox.inspector.worlds import Pending
from tendlc.sandbox.resources.acts import ACTS
from tendlc.sandbox.resources.index import STEPS

ACCOUNT = f"AC{'1' * 32}"


@pytest.mark.parametrize("step", STEPS)
def test_every_step_that_waits_is_told_in_words(step: str) -> None:
    assert " " in step_in_words(step)


@pytest.mark.parametrize("step", STEPS)
def test_what_waits_belongs_to_a_kind_that_has_a_name(step: str) -> None:
    assert Pending(0, 1, ACCOUNT, step, "key", None).kind in KINDS


def test_every_kind_with_acts_has_a_name() -> None:
    assert set(ACTS) <= set(KINDS)


def test_an_account_that_waits_to_be_removed_leads_to_its_own_page() -> None:
    waiting = Pending(0, 1, ACCOUNT, "purge-account", ACCOUNT, None)
    assert resource_path(ACCOUNT, waiting.kind, waiting.key) == f"/accounts/{ACCOUNT}"
