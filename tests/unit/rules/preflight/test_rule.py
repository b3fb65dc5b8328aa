"""A finding carries what its rule says, and no words of its own where none were given."""

from __future__ import annotations

import pytest

from tendlc.domain.findings import Finding, Severity
from tendlc.rules.preflight.rule import Rule


@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("severity", list(Severity))
def test_a_finding_carries_its_rule(severity: Severity, sure: bool) -> None:
    rule = Rule(id="x", codes=(30900,), source="Twilio, a page", sure=sure)
    find = {Severity.ERROR: rule.error, Severity.WARNING: rule.warning, Severity.NOTE: rule.note}
    plain = Finding(
        rule="x",
        severity=severity,
        sure=sure,
        codes=(30900,),
        field="brand",
        message="is odd",
        source="Twilio, a page",
    )
    assert find[severity]("brand", "is odd") == plain
    told = find[severity]("brand", "is odd", text="odd", instead="even")
    assert (told.text, told.instead) == ("odd", "even")
