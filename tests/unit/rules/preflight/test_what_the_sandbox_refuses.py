"""What the sandbox refuses for a document's own data, the preflight or the document says before.

The two judge by code of their own; here one table is held against both.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from tendlc.domain.customer import Customer
from tendlc.rules.preflight.packs import preflight
from tests.cast import acme_document
from tests.contract.sandbox.applicants import GOOD, Applicant
from tests.contract.sandbox.faulty_applicants import BAD_BRANDS, BAD_CAMPAIGNS, BAD_CONTACTS

DATA = {name: BAD_CAMPAIGNS[name] for name in BAD_CAMPAIGNS if BAD_CAMPAIGNS[name][0] == 30900}
BAD = {**BAD_BRANDS, **BAD_CONTACTS, **DATA}


def document_of(applicant: Applicant) -> dict[str, Any]:
    """Write an applicant as a customer document: Acme, but for what differs."""
    document = copy.deepcopy(acme_document())
    document["business_information"] |= applicant.business
    document["messaging_profile"] |= applicant.messaging
    document["address"] |= applicant.address
    document["campaign"] |= applicant.campaign
    business = document["business_information"]
    if business["business_registration_identifier"] == "CBN":
        business["business_registration_number"] = "123026635"  # the sandbox reads no check digit
    return dict(document)


@pytest.mark.parametrize("name", BAD)
def test_what_would_be_refused_is_said_before(name: str) -> None:
    code, applicant = BAD[name]
    try:
        customer = Customer.model_validate(document_of(applicant))
    except ValidationError:
        return  # the form of the document rules it out
    assert code in {code for finding in preflight(customer) for code in finding.codes}


@pytest.mark.parametrize("name", GOOD)
def test_nothing_would_stop_whom_the_sandbox_approves(name: str) -> None:
    customer = Customer.model_validate(document_of(GOOD[name]))
    assert [one for one in preflight(customer) if one.severity == "error"] == []
