"""What the document says and Twilio was not sent, field by field, as the notes of sends tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules.unsent import fixed_with_campaign, noted, of_sections, unsent
from tests import cast
from tests.records import amended, found_first, lost, made, record, refused

CAMPAIGN = Step(StepName.CAMPAIGN)
UPDATE = Step(StepName.CAMPAIGN_UPDATE)
ADDRESS = Step(StepName.ADDRESS)


def sent(*attempts: Attempt, known: Onboarding | None = None) -> Onboarding:
    """Return a record in which each attempt was noted when it was sent."""
    onboarding = known or record()
    for attempt in attempts:
        tried = replace(attempt, number=len(onboarding.attempts_at(attempt.step)) + 1)
        onboarding = noted(onboarding.with_attempt(tried), tried)
    return onboarding


def moved(onboarding: Onboarding) -> Onboarding:
    return amended(onboarding, "address", street="1 New Street")


@pytest.mark.parametrize(
    ("onboarding", "paths"),
    [
        pytest.param(record(), (), id="nothing was sent"),
        pytest.param(sent(made(ADDRESS)), (), id="sent as it is"),
        pytest.param(moved(sent(made(ADDRESS))), ("address.street",), id="edited afterwards"),
        pytest.param(moved(sent(refused(ADDRESS))), (), id="never taken"),
        pytest.param(moved(sent(lost(ADDRESS))), (), id="in doubt"),
        pytest.param(
            sent(made(ADDRESS), known=moved(sent(made(ADDRESS)))), (), id="edited and sent again"
        ),
        pytest.param(
            sent(refused(ADDRESS), known=moved(sent(made(ADDRESS)))),
            ("address.street",),
            id="the edit was refused",
        ),
        pytest.param(moved(record(found_first(ADDRESS))), (), id="there from before this ledger"),
    ],
)
def test_what_is_unsent(onboarding: Onboarding, paths: tuple[str, ...]) -> None:
    assert unsent(onboarding) == paths


def test_an_update_carries_what_can_be_edited_and_not_what_is_set_at_creation() -> None:
    created = sent(made(CAMPAIGN))
    edited = amended(created, "campaign", description="Other words.", help_message="Help!")
    assert unsent(edited) == ("campaign.description", "campaign.help_message")
    updated = sent(made(UPDATE), known=edited)
    assert unsent(updated) == ("campaign.help_message",)
    assert unsent(sent(made(Step(StepName.CAMPAIGN, 2)), known=updated)) == ()


def test_a_representative_is_named_by_place() -> None:
    second = Step(StepName.AUTHORIZED_REPRESENTATIVE, 2)
    person = cast.acme().authorized_representatives[0]
    two = cast.acme().model_copy(update={"authorized_representatives": (person, person)})
    onboarding = sent(made(second), known=record(customer=two))
    other = person.model_copy(update={"last_name": "Other"})
    changed = two.model_copy(update={"authorized_representatives": (other, other)})
    assert unsent(replace(onboarding, customer=changed)) == (
        "authorized_representatives[1].last_name",
    )


def test_a_step_keeps_its_last_success_and_its_last_try() -> None:
    onboarding = sent(made(ADDRESS), made(ADDRESS), refused(ADDRESS), refused(ADDRESS))
    assert [note.number for note in onboarding.sent] == [2, 4]


def test_secrets_of_the_brand_are_not_noted() -> None:
    steps = [made(Step(name)) for name in StepName]
    paths = [path for note in sent(*steps).sent for path, _ in note.values]
    assert paths
    assert not [path for path in paths if path.startswith("brand")]


PATHS = ("address.city", "authorized_representatives[0].email", "campaign.help_message")


@pytest.mark.parametrize(
    ("sections", "kept"),
    [
        (("address",), PATHS[:1]),
        (("authorized_representatives",), PATHS[1:2]),
        (("campaign", "address"), (PATHS[0], PATHS[2])),
        ((), ()),
    ],
)
def test_paths_are_kept_by_their_section(sections: tuple[str, ...], kept: tuple[str, ...]) -> None:
    assert of_sections(PATHS, *sections) == kept


def test_what_no_edit_of_a_campaign_can_change() -> None:
    names = ("help_message", "opt_in_message", "opt_out_message", "us_app_to_person_usecase")
    lists = ("help_keywords", "opt_in_keywords", "opt_out_keywords", "subscriber_opt_in")
    fixed = tuple(f"campaign.{name}" for name in (*names, *lists))
    edited = ("campaign.description", "campaign.direct_lending", "campaign.age_gated")
    assert fixed_with_campaign(("address.city", *edited, *fixed)) == fixed


def test_a_path_lies_in_the_section_it_begins_with() -> None:
    paths = ("campaign.links.first", "campaign", "brand.campaign", "campaigns.links")
    assert of_sections(paths, "campaign") == ("campaign.links.first", "campaign")


def test_a_value_is_noted_as_the_document_spells_it() -> None:
    street = "12 Pe\u00f1a Street"
    known = sent(made(ADDRESS), known=amended(record(), "address", street=street))
    values = dict(known.sent[0].values)
    assert values["address.street"] == f'"{street}"'
