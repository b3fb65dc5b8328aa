"""The ways a customer can come to the calls that must never happen twice.

Most calls belong to a first run. Submissions, the brand and the campaign can be sent again after a
rejection, so the other journeys begin with one; each ends with the customer registered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests import cast
from tests.cast import Document
from tests.faults import calls
from tests.faults.calls import Call
from tests.faults.scene import Scene, await_moment

PERSON_MUST_ACT = 3


@dataclass(frozen=True, slots=True)
class Journey:
    """How a scene is brought to the run that matters, that run's options, and what it sends.

    `guarded` are the calls that a kill is tried at; `then` are sent too, and tried elsewhere.
    `chains`: to how many scenes the guarded calls are dealt, so that in a long journey neighbours
    are in different ones and each kill is followed by calls that go well.
    """

    name: str
    prepare: Callable[[Scene], None]
    guarded: tuple[Call, ...]
    then: tuple[Call, ...] = ()
    options: tuple[str, ...] = ()
    chains: int = 1


def customer() -> Document:
    """Acme, with two representatives, who wants two numbers."""
    return {**cast.acme_document(), "phone_numbers": [{"area_code": "303"}, {"area_code": "303"}]}


def _a_new_customer(scene: Scene) -> None:
    scene.write(customer())


def _profile_rejected(scene: Scene) -> None:
    """The brand waits for both bundles; the profile is rejected, and mended."""
    scene.decide("customer_profile", "hold")
    run = scene.start()
    await_moment(run, lambda: scene.statuses("TrustProduct") == ["twilio-approved"])
    await_moment(run, lambda: "MessagingService" in scene.holds())  # it waits for no review
    scene.decide("customer_profile", "reject", sid=scene.sid("CustomerProfile"), now=True)
    assert run.exit_code() == PERSON_MUST_ACT, scene.printed()
    _mend_tax_number(scene)


def _brand_rejected_and_bundles_reopened(scene: Scene) -> None:
    """The brand's data were wrong; Support set both approved bundles back to draft."""
    _brand_rejected(scene)
    scene.turn_on("approved_reopens")
    for kind, path in (("CustomerProfile", "CustomerProfiles"), ("TrustProduct", "TrustProducts")):
        scene.post(f"/trusthub.twilio.com/v1/{path}/{scene.sid(kind)}", {"Status": "draft"})
    _mend_tax_number(scene)


def _mend_tax_number(scene: Scene) -> None:
    mended = customer()
    mended["business_information"]["business_registration_number"] = "84-3172660"
    scene.write(mended)


def _brand_rejected(scene: Scene) -> None:
    scene.decide("brand", "reject", 30795)
    assert scene.start().exit_code() == PERSON_MUST_ACT, scene.printed()


def _campaign_rejected(scene: Scene) -> None:
    scene.decide("campaign", "reject", 30896)
    assert scene.start().exit_code() == PERSON_MUST_ACT, scene.printed()
    mended = customer()
    mended["campaign"]["message_flow"] += " Consent is asked for nowhere else."
    scene.write(mended)


FIRST_RUN = Journey("first run", _a_new_customer, calls.FIRST_RUN, chains=6)
JOURNEYS = (
    FIRST_RUN,
    Journey(
        "profile mended",
        _profile_rejected,
        (calls.PROFILE_SUBMISSION, calls.BRAND),
        (calls.CAMPAIGN, *calls.NUMBERS),
    ),
    Journey(
        "brand mended",
        _brand_rejected_and_bundles_reopened,
        (calls.PROFILE_SUBMISSION, calls.PRODUCT_SUBMISSION, calls.BRAND_UPDATE),
        (calls.CAMPAIGN, *calls.NUMBERS),
    ),
    Journey(
        "brand retried",
        _brand_rejected,
        (calls.BRAND_UPDATE,),
        (calls.CAMPAIGN, *calls.NUMBERS),
        options=("--retry",),
    ),
    Journey("campaign mended", _campaign_rejected, (calls.CAMPAIGN_UPDATE,), calls.NUMBERS),
)
