from __future__ import annotations

from tendlc.catalog.facts import CERTAINTIES
from tendlc.sandbox.control.fidelity import ledger
from tendlc.sandbox.control.worlds import SWITCHES
from tendlc.sandbox.resources.index import OPERATIONS, STEPS


def test_every_operation_has_exactly_one_entry_and_every_entry_an_operation() -> None:
    entries = sorted(entry["id"] for entry in ledger()["operations"])
    assert entries == sorted(operation.id for operation in OPERATIONS)


def test_every_rule_has_a_name_of_its_own() -> None:
    rules = [rule["id"] for rule in ledger()["rules"]]
    assert len(set(rules)) == len(rules) > 0


def test_every_entry_says_where_it_comes_from_and_how_sure_it_is() -> None:
    entries = ledger()["operations"] + ledger()["rules"]
    assert not [e for e in entries if not e["source"] or e["certainty"] not in CERTAINTIES]


RULES_OF_STEPS = {
    "CustomerProfile": "bundle-states",
    "TrustProduct": "bundle-states",
    "BrandRegistration": "brand-verdicts",
    "BrandVetting": "secondary-vetting-in-the-list",
    "Usa2p": "campaign-verdicts",
    "NumberRegistration": "number-registration",
    "purge-account": "closed-accounts-are-purged",
}
RULES_OF_SWITCHES = {
    "pace": "pace",
    "approved_reopens": "approved-reopens",
    "strict_accounts": "primary-profile-of-parent",
    "primary_is_direct_customer": "primary-profile-of-a-direct-customer",
    "brand_list_leaves_out_vetted": "brand-list-without-vetted",
    "own_replies_are_hidden": "campaign-replies-of-twilio",
    "list_lag_seconds": "lists-that-lag",
}


def test_everything_that_happens_by_itself_and_every_switch_has_a_rule() -> None:
    rules = {rule["id"] for rule in ledger()["rules"]}
    assert {step.partition(".")[0] for step in STEPS} == RULES_OF_STEPS.keys()
    assert SWITCHES.keys() == RULES_OF_SWITCHES.keys()
    assert {*RULES_OF_STEPS.values(), *RULES_OF_SWITCHES.values()} <= rules
