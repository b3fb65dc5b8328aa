from __future__ import annotations

from collections.abc import Mapping

import pytest

from tendlc.catalog import enumerations
from tendlc.catalog.event_types import event_types
from tendlc.catalog.timings import timings
from tendlc.sandbox.behaviour import lifecycles, refused_moves
from tendlc.sandbox.behaviour.lifecycles import Transition

Table = Mapping[str, Transition]
TABLES = [
    (lifecycles.BUNDLE, enumerations.BUNDLE_STATUSES),
    (lifecycles.BRAND_STANDARD, enumerations.BRAND_STATUSES),
    (lifecycles.BRAND_STANDARD_VETTED, enumerations.BRAND_STATUSES),
    (lifecycles.BRAND_SOLE_PROPRIETOR, enumerations.BRAND_STATUSES),
    (lifecycles.AUTHENTICATION, lifecycles.AUTHENTICATION_STATES),
    (lifecycles.CAMPAIGN, enumerations.CAMPAIGN_STATUSES),
    (lifecycles.NUMBER_REGISTRATION, enumerations.NUMBER_REGISTRATION_STATUSES),
]


@pytest.mark.parametrize(("table", "statuses"), TABLES)
def test_transitions_use_published_statuses_timings_and_events(
    table: Table, statuses: tuple[str, ...]
) -> None:
    for step in table.values():
        assert {step.source, step.target} <= {*statuses, lifecycles.ANY, lifecycles.GONE}
        assert not step.timing or step.timing in timings()
        assert not step.event or step.event in event_types()


@pytest.mark.parametrize(("table", "statuses"), TABLES)
def test_what_moves_by_itself_takes_time(table: Table, statuses: tuple[str, ...]) -> None:
    by_itself = {"registry", "reviewer", "carrier"}
    untimed = [s.name for s in table.values() if s.moved_by in by_itself and s.seconds <= 0]
    assert untimed == []


@pytest.mark.parametrize(
    ("current", "wanted", "code"),
    [
        ("draft", "pending-review", None),
        ("twilio-rejected", "pending-review", None),
        ("twilio-rejected", "draft", None),
        ("pending-review", "pending-review", None),
        ("in-review", "draft", 20409),
        ("in-review", "pending-review", 20409),
        ("twilio-approved", "draft", 20409),
        ("draft", "twilio-approved", 22203),
        ("draft", "pending_review", 22203),
    ],
)
def test_clients_submit_and_reopen_and_no_more(current: str, wanted: str, code: int | None) -> None:
    assert refused_moves.bundle_status_refusal(current, wanted) == code


@pytest.mark.parametrize(
    ("status", "edit", "delete"),
    [
        ("draft", None, None),
        ("pending-review", None, 21647),
        ("in-review", 20409, 21647),
        ("twilio-rejected", None, None),
        ("twilio-approved", 20409, None),
    ],
)
def test_a_bundle_under_review_is_closed(status: str, edit: int | None, delete: int | None) -> None:
    refusals = (
        refused_moves.bundle_edit_refusal(status),
        refused_moves.bundle_delete_refusal(status),
    )
    assert refusals == (edit, delete)


def test_assigned_objects_are_not_deleted() -> None:
    assert refused_moves.end_user_delete_refusal(assigned=True) == 21644
    assert refused_moves.end_user_delete_refusal(assigned=False) is None
    refusal = refused_moves.supporting_document_delete_refusal
    assert refusal(assigned=True, under_review=True) == 21646
    assert refusal(assigned=True, under_review=False) == 21645
    assert refusal(assigned=False, under_review=False) is None


@pytest.mark.parametrize(
    ("status", "tcr_id", "updates", "code"),
    [
        ("FAILED", "BABC123", 0, None),
        ("FAILED", "BABC123", 2, None),
        ("FAILED", "BABC123", 3, 21724),
        ("PENDING", None, 0, 21725),
        ("APPROVED", "BABC123", 0, 21725),
        ("FAILED", None, 0, 21725),
        ("SUSPENDED", "BABC123", 0, 21731),
    ],
)
def test_three_updates_of_a_failed_brand(
    status: str, tcr_id: str | None, updates: int, code: int | None
) -> None:
    assert refused_moves.brand_update_refusal(status, tcr_id, updates) == code


@pytest.mark.parametrize(
    ("status", "brand_type", "identity", "use_case", "campaigns", "code"),
    [
        ("APPROVED", "STANDARD", "VERIFIED", "MIXED", 4, None),
        ("PENDING", "STANDARD", None, "MIXED", 0, 21717),
        ("FAILED", "STANDARD", "UNVERIFIED", "MIXED", 0, 21717),
        ("SUSPENDED", "STANDARD", "VERIFIED", "MIXED", 0, 21731),
        ("APPROVED", "STANDARD", "VERIFIED", "SOLE_PROPRIETOR", 0, 21717),
        ("APPROVED", "SOLE_PROPRIETOR", "VERIFIED", "SOLE_PROPRIETOR", 0, None),
        ("APPROVED", "SOLE_PROPRIETOR", "VERIFIED", "MIXED", 0, 21717),
        ("APPROVED", "SOLE_PROPRIETOR", "UNVERIFIED", "SOLE_PROPRIETOR", 0, 21717),
        ("APPROVED", "SOLE_PROPRIETOR", "VERIFIED", "SOLE_PROPRIETOR", 1, 21732),
    ],
)
def test_campaigns_need_a_ready_brand_of_their_kind(
    status: str,
    brand_type: str,
    identity: str | None,
    use_case: str,
    campaigns: int,
    code: int | None,
) -> None:
    refusal = refused_moves.campaign_create_refusal(
        brand_status=status,
        brand_type=brand_type,
        identity_status=identity,
        use_case=use_case,
        campaigns_of_brand=campaigns,
    )
    assert refusal == code


@pytest.mark.parametrize(
    ("status", "codes", "code"),
    [
        ("FAILED", (30909,), None),
        ("FAILED", (30882,), None),
        ("FAILED", (30883,), 20409),
        ("FAILED", (99999,), None),
        ("IN_PROGRESS", (), 20409),
        ("SUSPENDED", (), 21729),
    ],
)
def test_only_a_mendable_failed_campaign_is_edited(
    status: str, codes: tuple[int, ...], code: int | None
) -> None:
    assert refused_moves.campaign_update_refusal(status, codes) == code


@pytest.mark.parametrize(("status", "code"), [("SUSPENDED", 21729), ("VERIFIED", None)])
def test_a_suspended_campaign_is_not_deleted(status: str, code: int | None) -> None:
    assert refused_moves.campaign_delete_refusal(status) == code


def test_no_campaign_of_a_suspended_brand_is_edited() -> None:
    refusal = refused_moves.campaign_update_refusal("FAILED", (), brand_status="SUSPENDED")
    assert refusal == 21731
