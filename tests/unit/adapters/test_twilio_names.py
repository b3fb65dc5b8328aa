"""An answer is recorded only under a SID of the right kind, and only about what was asked."""

from __future__ import annotations

import pytest

from tendlc.adapters.twilio.gateway import PERFORM
from tendlc.adapters.twilio.names import PREFIX_OF_ACTION, PREFIX_OF_SEEN
from tendlc.catalog.sids import PREFIXES
from tendlc.domain.actions import Action, CreateMessagingService, SubmitBundle, UpdateAddress
from tendlc.domain.business import PostalAddress
from tendlc.domain.customer import MessagingServiceOptions
from tendlc.domain.observed import PrimaryProfileSeen
from tendlc.domain.subjects import (
    Brand,
    Bundle,
    BundleKind,
    CampaignOfService,
    PrimaryProfile,
    Subject,
)
from tendlc.errors import UnexpectedAnswer
from tests.unit.adapters.rude_server import RudeServer, answer
from tests.unit.adapters.test_twilio_errors import (
    ADDITION,
    ASSIGNMENT,
    CAMPAIGN,
    END_USER,
    SEND_BY,
    gateway_to,
    sid,
)

SUBMISSION = SubmitBundle(bundle=BundleKind.CUSTOMER_PROFILE, bundle_sid=sid("BU"), contents="1")
SERVICE = CreateMessagingService(
    friendly_name="acme: messaging service",
    webhooks=MessagingServiceOptions(),
)
ADDRESS_UPDATE = UpdateAddress(
    sid=sid("AD"),
    address=PostalAddress(
        customer_name="Acme",
        street="1 Main Street",
        city="Denver",
        region="CO",
        postal_code="80202",
    ),
)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        (END_USER, {"sid": sid("AD")}),
        (ASSIGNMENT, {"sid": sid("IT")}),
        (ADDITION, {"sid": sid("PN", 2)}),
        (CAMPAIGN, {"sid": sid("CM"), "campaign_status": "PENDING", "errors": []}),
        (SUBMISSION, {"sid": sid("BU", 2), "status": "pending-review"}),
        (SERVICE, {"sid": sid("BN")}),
        (ADDRESS_UPDATE, {"sid": sid("AD", 2)}),
    ],
)
def test_a_sid_that_is_not_the_one_asked_for_leaves_the_outcome_open(
    action: Action, body: dict[str, object]
) -> None:
    with (
        RudeServer(answer(201, body)) as server,
        gateway_to(server.url) as gateway,
        pytest.raises(UnexpectedAnswer),
    ):
        gateway.perform(action, send_by=SEND_BY)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (Brand(sid=sid("BN")), {"sid": sid("BN", 2), "status": "APPROVED"}),
        (Brand(sid=sid("BN")), {"sid": sid("BU"), "status": "APPROVED"}),
        (
            Bundle(bundle=BundleKind.TRUST_PRODUCT, sid=sid("BU")),
            {"sid": sid("BU", 2), "status": "twilio-approved"},
        ),
        (PrimaryProfile(sid=sid("BU")), {"sid": sid("BU", 2), "status": "twilio-approved"}),
        (
            CampaignOfService(messaging_service_sid=sid("MG")),
            {"sid": sid("MG"), "campaign_status": "VERIFIED", "errors": []},
        ),
    ],
)
def test_a_look_at_one_thing_never_believes_what_is_said_of_another(
    subject: Subject, body: dict[str, object]
) -> None:
    with (
        RudeServer(answer(200, body)) as server,
        gateway_to(server.url) as gateway,
        pytest.raises(UnexpectedAnswer),
    ):
        gateway.look(subject)


def test_a_profile_of_the_parent_account_may_be_looked_at() -> None:
    body = {"sid": sid("BU"), "status": "twilio-approved", "account_sid": sid("AC", 2)}
    with RudeServer(answer(200, body)) as server, gateway_to(server.url) as gateway:
        seen = gateway.look(PrimaryProfile(sid=sid("BU")))
    assert isinstance(seen, PrimaryProfileSeen)
    assert (seen.sid, seen.status) == (sid("BU"), "twilio-approved")


def test_every_write_says_which_kind_of_sid_its_answer_names() -> None:
    assert PREFIX_OF_ACTION.keys() == PERFORM.keys()
    assert set(PREFIX_OF_ACTION.values()) | set(PREFIX_OF_SEEN.values()) <= PREFIXES.keys()
