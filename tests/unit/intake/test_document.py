"""The door for customer files: every fault at once, each with its line, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tendlc.domain.customer import Customer
from tendlc.entrypoints.intake.document import (
    parse_document,
    read_document,
    read_file,
    render_faults,
)
from tendlc.errors import Fault, IntakeError
from tests.cast import EXAMPLES, acme, acme_document, everybody

ACME = (EXAMPLES / "acme.yaml").read_text(encoding="utf-8")
UNKNOWN = "cannot be used as it is"  # what a fault without a sentence of its own would say
FAULTY = sorted((EXAMPLES / "faulty").glob("*.yaml"))


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(IntakeError) as caught:
        parse_document(raw, default_key="acme")
    return caught.value.faults


def outcome(raw: bytes) -> Customer | tuple[Fault, ...]:
    try:
        return parse_document(raw, default_key="acme")
    except IntakeError as error:
        return error.faults


def lines_of(text: str) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.field) for fault in faults_of(text)]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_examples_are_valid_and_bear_the_name_of_their_file(path: Path) -> None:
    assert read_document(path).customer == path.stem


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_faulty_examples_say_exactly_what_is_expected(path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        read_document(path)
    expected = path.with_suffix(".expected.txt").read_text(encoding="utf-8")
    assert render_faults(path, caught.value.faults) == expected


def test_there_are_three_faulty_examples() -> None:
    assert len(FAULTY) == 3


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_faults_come_in_the_order_of_lines(path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        read_document(path)
    lines = [fault.line or 0 for fault in caught.value.faults]
    assert lines == sorted(lines)


@pytest.mark.parametrize("customer", everybody(), ids=lambda customer: customer.customer)
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_like_yaml(customer: Customer, indent: int | str | None) -> None:
    text = json.dumps(customer.model_dump(mode="json"), indent=indent)
    assert parse_document(text.encode(), default_key="other") == customer


def test_a_character_that_json_writes_in_two_halves_is_whole_again() -> None:
    document = acme_document()
    document["campaign"]["description"] += " \N{DELIVERY TRUCK}\N{PARTY POPPER}"
    read = parse_document(json.dumps(document).encode(), default_key="acme")
    assert read.campaign.description == document["campaign"]["description"]


def test_faults_in_json_have_their_lines() -> None:
    document = acme_document()
    document["address"]["region"] = "Colorado"
    text = json.dumps(document, indent=2)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "Colorado" in row)
    assert lines_of(text) == [(line, "address.region")]


@pytest.mark.parametrize(
    ("written", "read"), [("01234", "01234"), ("1e5", "1e5"), ("2020-01-01", "2020-01-01")]
)
def test_unquoted_values_stay_as_they_were_written(written: str, read: str) -> None:
    text = ACME.replace("street_secondary: Suite 200", f"street_secondary: {written}")
    assert parse_document(text.encode(), default_key="acme").address.street_secondary == read


def test_the_region_of_ontario_is_no_truth_value() -> None:
    text = ACME.replace("region: CO", "region: ON").replace("iso_country: US", "iso_country: CA")
    text = text.replace("postal_code: 80202", "postal_code: M5H 2N2")
    assert parse_document(text.encode(), default_key="acme").address.region == "ON"


def test_an_empty_value_counts_as_left_out() -> None:
    text = ACME.replace("street_secondary: Suite 200", "street_secondary:")
    assert parse_document(text.encode(), default_key="acme").address.street_secondary is None


def test_an_empty_section_with_defaults_counts_as_left_out() -> None:
    assert parse_document((ACME + "\nbrand:\n").encode(), default_key="x") == acme()


def test_a_needed_field_without_value_is_reported_at_its_own_line() -> None:
    text = ACME.replace("city: Denver", "city:")
    line = text.splitlines().index("  city:") + 1
    assert lines_of(text) == [(line, "address.city")]


def test_the_key_is_the_stem_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "north-shop.yaml"
    path.write_text(ACME.replace("customer: acme", ""), encoding="utf-8")
    assert read_document(path).customer == "north-shop"


def test_a_stem_that_cannot_be_a_key_is_a_fault_with_a_proposal(tmp_path: Path) -> None:
    path = tmp_path / "North Shop.yaml"
    path.write_text(ACME.replace("customer: acme", ""), encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_document(path)
    assert [fault.field for fault in caught.value.faults] == ["customer"]
    assert "customer: north-shop" in caught.value.faults[0].message


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_document(b"\xef\xbb\xbf" + ACME.encode(), default_key="x") == acme()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"# nothing but a comment\n", "is empty"),
        (b"- a\n- b\n", "is a list"),
        (b"just words", "is a single text"),
        (b"a: b: c", "put the text in quotes"),
        (b"a: 'b", "never closed"),
        (b"a:\n\t- b", "cannot stand here"),
        (b"a: 1\n---\nb: 2\n", "a second document"),
        (b"a: *b", "put the text in quotes"),
        (b'a: "\\U99999999"', "does not exist"),
        (b"a: \x00", "control character"),
        (b"[" * 100_000, "nested too deeply"),
        (b"a: [" + b"1," * 100_000 + b"]", "too many parts"),
        ("ä".encode("latin-1"), "is not UTF-8 text: line 1"),
        ("a: b".encode("utf-16"), "is not UTF-8 text: it is UTF-16"),
        ("a: b".encode("utf-16-le"), "is not UTF-8 text: it is UTF-16"),
        ("a: b".encode("utf-16-be"), "is not UTF-8 text: it is UTF-16"),
        (b"#" * (1024 * 1024 + 1), "larger than 1 MiB"),
    ],
)
def test_a_document_that_cannot_be_read_gives_one_clear_sentence(raw: bytes, said: str) -> None:
    (fault,) = faults_of(raw)
    assert said in fault.message


def test_broken_yaml_names_the_line() -> None:
    assert lines_of("customer: acme\naddress: a: b\n") == [(2, "document")]


def test_a_key_given_twice_names_the_first_line() -> None:
    text = ACME.replace("  city: Denver", "  city: Denver\n  city: Boulder")
    (fault,) = faults_of(text)
    assert (fault.field, fault.line) == (
        "address.city",
        text.splitlines().index("  city: Boulder") + 1,
    )
    assert f"line {text.splitlines().index('  city: Denver') + 1}" in fault.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("city: Denver", "city: !!python/object:os.system Denver", "has a tag"),
        ("city: Denver", "city: &name Denver\n  street_secondary: *name", "twice"),
        ("address:", "address: &a\n  self: *a", "write it out"),
        ("city: Denver", "? [city]\n  : Denver", "where a name is expected"),
        ("city: Denver", 'city: "\\ud83d"', "half a character"),
        ("city: Denver", "city: [Denver]", "must be a text"),
    ],
)
def test_what_a_customer_document_never_needs_is_refused(old: str, new: str, said: str) -> None:
    assert any(said in fault.message for fault in faults_of(ACME.replace(old, new, 1)))


def test_aliases_cannot_make_a_small_document_large() -> None:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert len(faults_of("\n".join(rows))) < 300


def test_a_field_of_another_section_is_sent_home() -> None:
    (fault,) = faults_of(ACME + "\nwebsite_url: https://acme.example\n")
    assert fault.message == "does not belong here; it is a field of business_information"


def test_a_closed_list_travels_with_the_fault() -> None:
    (fault,) = faults_of(ACME.replace("company_type: private", "company_type: Private"))
    assert fault.allowed == ("private", "public", "non-profit", "government")


def test_a_faulty_entry_does_not_make_a_list_too_short() -> None:
    text = ACME.replace("area_code: 303", "area_code: 3o3")
    assert [field for _, field in lines_of(text)] == ["phone_numbers[0].area_code"]


@pytest.mark.parametrize("name", ["missing.yaml", ".", "with\0null.yaml"])
def test_a_file_that_cannot_be_read_gives_one_clear_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_document(tmp_path / name)
    assert len(caught.value.faults) == 1
    assert caught.value.message.endswith(".")


def test_a_fault_of_the_whole_file_is_rendered_with_its_path() -> None:
    path = Path("no/such.yaml")
    with pytest.raises(IntakeError) as caught:
        read_document(path)
    assert render_faults(path, caught.value.faults) == "no/such.yaml: does not exist\n"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_customer_or_faults(raw: bytes) -> None:
    assert outcome(raw)


NAMES = st.sampled_from([*Customer.model_fields, "customer", "campaign", "foo", "<<", "é", "0"])
CHARACTERS = "aN0.: -_[]{}'\"#&*!|>%@,?/\\\n\t\x7f\x9b\u00e9\u2028\ud83d\U0001f600"
WORDS = st.text(CHARACTERS, max_size=12)
SCALARS = WORDS | st.booleans() | st.none() | st.integers() | st.floats()
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(NAMES, TREES, max_size=6))
def test_any_tree_gives_faults_in_plain_words(tree: dict[str, object]) -> None:
    for fault in faults_of(json.dumps(tree)):
        assert fault.line is not None
        assert fault.message != UNKNOWN


POSITIONS = st.integers(min_value=0, max_value=len(ACME))


@settings(deadline=None)
@given(POSITIONS, POSITIONS, WORDS)
def test_any_damage_to_a_good_document_is_understood(start: int, length: int, put: str) -> None:
    text = ACME[:start] + put + ACME[start + length % 40 :]
    found = outcome(text.encode("utf-8", "surrogatepass"))
    if not isinstance(found, Customer):
        assert all(fault.message != UNKNOWN for fault in found)


@pytest.mark.parametrize(
    ("raw", "next_step"),
    [
        ("customer: ä".encode("latin-1"), "Save the file as UTF-8 and run the command again."),
        ("customer: acme".encode("utf-16"), "Save the file as UTF-8 and run the command again."),
        (b"#" * (1024 * 1024 + 1), "Name the document of one customer."),
    ],
)
def test_what_is_no_document_is_told_with_what_to_do_about_it(
    raw: bytes, next_step: str, tmp_path: Path
) -> None:
    file = tmp_path / "acme.yaml"
    file.write_bytes(raw)
    with pytest.raises(IntakeError) as raised:
        read_file(file)
    assert raised.value.next_step == next_step
