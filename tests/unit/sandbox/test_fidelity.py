from __future__ import annotations

from tendlc.catalog.facts import CERTAINTIES
from tendlc.sandbox.control.fidelity import ledger
from tendlc.sandbox.resources.index import OPERATIONS


def test_every_operation_has_exactly_one_entry_and_every_entry_an_operation() -> None:
    entries = sorted(entry["id"] for entry in ledger()["operations"])
    assert entries == sorted(operation.id for operation in OPERATIONS)


def test_every_rule_has_a_name_of_its_own() -> None:
    rules = [rule["id"] for rule in ledger()["rules"]]
    assert len(set(rules)) == len(rules) > 0


def test_every_entry_says_where_it_comes_from_and_how_sure_it_is() -> None:
    entries = ledger()["operations"] + ledger()["rules"]
    assert not [e for e in entries if not e["source"] or e["certainty"] not in CERTAINTIES]
