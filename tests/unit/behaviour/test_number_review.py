from __future__ import annotations

from typing import Any

import pytest

from tendlc.sandbox.behaviour.review import NumberSubmission, review_number

NUMBER = "+13032927714"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"numbers_before": 5}, None),
        ({"sole_proprietor": True}, None),
        ({"sole_proprietor": True, "numbers_before": 1}, 30125),
        ({"friendly_name": "desk [sandbox:30126]"}, 30126),
        ({"service_name": "acme [sandbox:30126]"}, 30126),
        ({"phone_number": "+15005530126"}, 30126),
    ],
)
def test_numbers_register_unless_a_rule_or_a_marker_objects(
    changes: dict[str, Any], code: int | None
) -> None:
    verdict = review_number(NumberSubmission(**{"phone_number": NUMBER, **changes}))
    assert (verdict.registered, verdict.error and verdict.error.code) == (code is None, code)


def test_a_number_can_stay_pending() -> None:
    marked = NumberSubmission(phone_number=NUMBER, friendly_name="desk [sandbox:stays-pending]")
    assert review_number(marked).path == ()
