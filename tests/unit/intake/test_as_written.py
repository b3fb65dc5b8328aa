"""A value is taken as it is written, or it is a fault, or a note says what was done to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tendlc.entrypoints.intake.document import Reading, read_bytes
from tendlc.errors import Fault, IntakeError
from tests.cast import EXAMPLES, acme_document

ACME = (EXAMPLES / "acme.yaml").read_text(encoding="utf-8")
SAMPLE = "Acme Outfitters: Your order is on its way. Reply STOP to end."


def reading(text: str) -> Reading:
    return read_bytes(text.encode(), default_key="acme")


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(IntakeError) as caught:
        reading(text)
    return caught.value.faults


def acme_with(old: str, new: str) -> str:
    assert ACME.count(old) == 1
    return ACME.replace(old, new)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "field", "right"),
    [
        (
            "business_name: Acme Outfitters LLC",
            "business_name: Unit #1 Storage LLC",
            "business_information.business_name",
            'business_name: "Unit #1 Storage LLC"',
        ),
        (
            "street: 1740 Blake Street",
            "street: 1740 Blake Street #200",
            "address.street",
            'street: "1740 Blake Street #200"',
        ),
        ("Suite 200", "#200", "address.street_secondary", 'street_secondary: "#200"'),
        ("city: Denver", "city: Denver   #CO", "address.city", 'city: "Denver #CO"'),
        (
            "business_title: Founder and managing member",
            'business_title: Founder "and" #1 member',
            "authorized_representatives[0].business_title",
            """business_title: 'Founder "and" #1 member'""",
        ),
        (
            "first_name: Maria",
            "first_name: Maria # the founder",
            "authorized_representatives[0].first_name",
            'first_name: "Maria # the founder"',
        ),
        ("customer: acme", "customer: acme #2", "customer", 'customer: "acme #2"'),
        (
            "https://social.example/acmeoutfitters",
            "acme #gear",
            "business_information.social_media_profile_urls",
            'social_media_profile_urls: "acme #gear"',
        ),
    ],
)
def test_a_text_that_yaml_would_cut_is_a_fault_with_its_line_and_the_right_form(
    old: str, new: str, field: str, right: str
) -> None:
    text = acme_with(old + "\n", new + "\n")
    (fault,) = faults_of(text)
    assert (fault.field, fault.line) == (field, line_of(text, new))
    assert right in fault.message


def test_a_cut_sample_of_a_list_is_a_fault_at_its_entry() -> None:
    head = ACME[: ACME.index("  message_samples:")]
    rest = ACME[ACME.index("  has_embedded_links") :]
    samples = f"    - Your order # [number] is here.\n    - >-\n      {SAMPLE}\n"
    faults = faults_of(f"{head}  message_samples:\n{samples}{rest}")
    (cut,) = [fault for fault in faults if "is cut" in fault.message]
    assert cut.field == "campaign.message_samples[0]"
    assert '- "Your order # [number] is here."' in cut.message


def test_a_text_of_two_lines_that_yaml_would_cut_is_a_fault() -> None:
    text = acme_with("city: Denver", "city: Denver\n    Old Town #4")
    (fault,) = faults_of(text)
    assert fault.field == "address.city"
    assert 'city: "Denver Old Town #4"' in fault.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("business_information:", "# about the business\nbusiness_information: # step 1.2"),
        ("business_name: Acme Outfitters LLC", 'business_name: "Acme Outfitters LLC" # CP 575'),
        ("business_name: Acme Outfitters LLC", "business_name: 'Acme Outfitters LLC' # CP 575"),
        ("  company_type: private", "  company_type: private # not listed"),
        ("region: CO", "region: CO # Colorado"),
        ("postal_code: 80202", "postal_code: 80202 # downtown"),
        ("84-3172659", "84-3172659 # EIN"),
        ("has_embedded_links: true", "has_embedded_links: true # tracking"),
        ("customer: acme", "customer: acme # the key"),
        (
            "maria.lindqvist@acme-outfitters.example",
            "maria.lindqvist@acme-outfitters.example # new",
        ),
        ("  iso_country: US", "  iso_country: # the default"),
        ("    - USA_AND_CANADA", "    # where\n    - USA_AND_CANADA # all"),
        ("  message_samples:", "  message_samples: # three"),
        ("  description: >-", "  description: >- # who, what, why"),
    ],
)
def test_comments_that_can_hide_nothing_are_welcome(old: str, new: str) -> None:
    customer = reading(acme_with(old + "\n", new + "\n")).customer
    assert customer == reading(ACME).customer


@pytest.mark.parametrize(
    "written",
    [
        *("01234", "0x1F", "0o17", "1_000", "1e5", "1.50", "12:30", "12:30:45", "2026-01-02"),
        *(
            "yes",
            "No",
            "on",
            "OFF",
            "True",
            "NULL",
            "Null",
            ".inf",
            "=",
            "<<",
            "-5",
            "#".join("ab"),
        ),
        *("'~'", '"null"', "AT&T", "50% off", "a@b", "it's", "C:\\temp", "(rear)", "Suite - 4"),
    ],
)
def test_unquoted_values_stay_as_they_were_written(written: str) -> None:
    read = reading(acme_with("Suite 200", written))
    assert read.customer.address.street_secondary == written.strip("'\"")
    assert read.notes == ()


@pytest.mark.parametrize("written", ["", "~", "null", "# none"])
def test_nothing_counts_as_left_out(written: str) -> None:
    read = reading(ACME + f"\ncustomer_profile_sid: {written}\n")
    assert read.customer.customer_profile_sid is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (">-\n    one\n    two", "one two"),
        (">\n    one\n    two\n", "one two"),
        ("|-\n    one two", "one two"),
        ("one\n    two", "one two"),
        ('"one\n    two"', "one two"),
        (">-\n    one # two", "one # two"),
    ],
)
def test_lines_of_one_text_are_joined_by_a_space(written: str, read: str) -> None:
    got = reading(acme_with("Suite 200", written))
    assert got.customer.address.street_secondary == read
    assert got.notes == ()


def test_lines_that_are_kept_apart_are_refused_where_one_line_is_needed() -> None:
    (fault,) = faults_of(acme_with("Suite 200", "|\n    one\n    two"))
    assert fault.message == "must be one line; character 4 is a line break"


@pytest.mark.parametrize("written", ['" Suite 200"', "'Suite 200  '", '"\\n Suite 200"'])
def test_spaces_at_an_end_are_left_out_and_told(written: str) -> None:
    read = reading(acme_with("Suite 200", written))
    assert read.customer == reading(ACME).customer
    (note,) = read.notes
    assert (note.field, note.severity) == ("address.street_secondary", "note")
    assert note.line == line_of(ACME, "Suite 200")
    assert "left out" in note.message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"Acme" Outfitters LLC', "text behind a closing quotation mark"),
        ("'Acme's'", "text behind a closing quotation mark"),
        ("[Acme] Outfitters", "text behind a closing bracket"),
        ("Acme: the shop", "a colon inside a text"),
        ("@acme", "put the text in quotes"),
        ("*Acme", "put the text in quotes"),
        ("&Sons Company", "put the text in quotes"),
        ("!Acme", "put the text in quotes"),
        ("! Acme", "put the text in quotes"),
        ("!!str Acme", "put the text in quotes"),
        ('"Acme \\& Sons"', r"a \ inside double quotes"),
        ("[Acme #1", "in brackets is not closed"),
        ("{Acme", "in brackets is not closed"),
    ],
)
def test_marks_of_yaml_in_a_text_are_faults_that_say_how_to_write_it(
    written: str, said: str
) -> None:
    text = acme_with("Acme Outfitters LLC\n  business_type", f"{written}\n  business_type")
    assert any(said in fault.message for fault in faults_of(text))


def test_an_anchor_in_front_of_a_text_is_not_swallowed() -> None:
    (fault,) = faults_of(acme_with("city: Denver", "city: &Sons Denver"))
    assert fault.field == "address.city"
    assert "begins with &" in fault.message


def test_a_sample_with_a_colon_is_told_to_be_quoted() -> None:
    sample = "Acme Outfitters: Your order has arrived. Reply STOP to end."
    text = acme_with("  message_samples:\n", f"  message_samples:\n    - {sample}\n")
    (fault,) = faults_of(text)
    assert fault.field == "campaign.message_samples[0]"
    assert "because of the colon" in fault.message


def changed(path: str, value: Any) -> str:
    """Write Acme as JSON, where every character can be named, with one value changed."""
    document: Any = acme_document()
    *sections, name = path.split(".")
    place = document
    for section in sections:
        place = place[int(section) if section.isdigit() else section]
    place[int(name) if name.isdigit() else name] = value
    return json.dumps(document, indent=1)


NAME = "business_information.business_name"
FIRST = "campaign.message_samples.0"


@pytest.mark.parametrize(
    ("path", "pasted", "meant", "said"),
    [
        (NAME, "Acme\u00a0Outfitters LLC", "Acme Outfitters LLC", "no-break space (U+00A0)"),
        (NAME, "Acme\u202fOutfitters LLC", "Acme Outfitters LLC", "(U+202F)"),
        (NAME, "Acme\u2003Outfitters LLC", "Acme Outfitters LLC", "em space (U+2003)"),
        (NAME, "Acme\tOutfitters LLC", "Acme Outfitters LLC", "tab (U+0009)"),
        (NAME, "Ac\u200bme", "Acme", "zero width space (U+200B)"),
        (NAME, "\ufeffAcme", "Acme", "(U+FEFF)"),
        (NAME, "Out\u00adfitters", "Outfitters", "soft hyphen (U+00AD)"),
        (NAME, "Cafe\u0301", "Caf\u00e9", "accents"),
        (NAME, "Acme LLC\r\n", "Acme LLC", "line breaks at an end"),
        (FIRST, f"{SAMPLE}\r\nBye", f"{SAMPLE}\nBye", "carriage return (U+000D)"),
        (FIRST, f"{SAMPLE}\u2028Bye", f"{SAMPLE}\nBye", "line separator (U+2028)"),
        (FIRST, f"{SAMPLE}\x0bBye", f"{SAMPLE}\nBye", "vertical tab (U+000B)"),
        (FIRST, f"{SAMPLE}\u00a0", SAMPLE, "no-break space (U+00A0)"),
        (
            "authorized_representatives.0.phone_number",
            "\u202a+13032927714\u202c",
            "+13032927714",
            "left-to-right embedding (U+202A)",
        ),
        (
            "authorized_representatives.0.email",
            "maria\u200b@acme-outfitters.example",
            "maria@acme-outfitters.example",
            "zero width space (U+200B)",
        ),
    ],
)
def test_what_pasting_leaves_is_put_right_and_told(
    path: str, pasted: str, meant: str, said: str
) -> None:
    text = changed(path, pasted)
    read = reading(text)
    assert read.customer == reading(changed(path, meant)).customer
    field = path.replace(".0", "[0]")
    assert {note.field for note in read.notes} == {field}
    assert said in " ".join(note.message for note in read.notes)
    assert {note.severity for note in read.notes} == {"note"}
    assert read.notes[0].line == line_of(text, json.dumps(pasted))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (NAME, "Acme\x07LLC", "holds a control character (U+0007) as character 5; delete it"),
        (NAME, "Acme\nLLC", "must be one line; character 5 is a line break"),
        (NAME, "Acme\u202eLLC", "right-to-left override (U+202E) as character 5"),
        (NAME, "Acme\u200dLLC", "zero width joiner (U+200D) as character 5"),
        (FIRST, SAMPLE + "\x92", f"(U+0092) as character {len(SAMPLE) + 1}"),
        (FIRST, SAMPLE + "\ue000", f"(U+E000) as character {len(SAMPLE) + 1}"),
    ],
)
def test_other_characters_that_nobody_sees_are_named_with_their_place(
    path: str, value: str, said: str
) -> None:
    (fault,) = faults_of(changed(path, value))
    assert said in fault.message


@pytest.mark.parametrize("emoji", ["\U0001f469\u200d\u2695\ufe0f", "\U0001faea", "\u2764\ufe0f"])
def test_emoji_of_several_parts_and_of_tomorrow_may_stand_in_a_message(emoji: str) -> None:
    read = reading(changed(FIRST, f"{SAMPLE} {emoji}"))
    assert read.customer.campaign.message_samples[0].endswith(emoji)
    assert read.notes == ()


def test_a_no_break_space_in_an_indentation_is_read_as_a_space() -> None:
    text = acme_with("  city: Denver", "\u00a0\u00a0city: Denver")
    read = reading(text)
    assert read.customer == reading(ACME).customer
    assert [(note.line, note.field) for note in read.notes] == [
        (line_of(ACME, "city: Denver"), "document")
    ]


@pytest.mark.parametrize("new", ["city: Denver\t", "city:\tDenver", "city: \t Denver"])
def test_a_tab_around_a_value_is_read_as_a_space(new: str) -> None:
    read = reading(acme_with("city: Denver", new))
    assert read.customer == reading(ACME).customer
    assert [(note.line, note.field) for note in read.notes] == [
        (line_of(ACME, "city: Denver"), "document")
    ]


def test_a_tab_in_an_indentation_is_named_where_it_stands() -> None:
    (fault,) = faults_of(acme_with("  city: Denver", "\tcity: Denver"))
    assert "holds a tab (U+0009) in column 1" in fault.message


def test_a_text_behind_a_tab_and_a_number_sign_is_not_cut_in_silence() -> None:
    (fault,) = faults_of(acme_with("1740 Blake Street", "1740 Blake Street\t#200"))
    assert fault.field == "address.street"
    assert "is cut" in fault.message


def test_a_no_break_space_behind_a_colon_is_named_where_it_stands() -> None:
    text = acme_with("  city: Denver", "  city:\u00a0Denver")
    (fault,) = faults_of(text)
    line = line_of(ACME, "city: Denver")
    assert f"line {line} holds a no-break space (U+00A0) in column 8" in fault.message


def test_a_control_character_in_the_file_is_named_where_it_stands() -> None:
    (fault,) = faults_of(acme_with("city: Denver", "city: Den\x07ver"))
    assert fault.line == line_of(ACME, "city: Denver")
    assert "control character (U+0007) is in the text, in column 12" in fault.message


def test_a_file_with_the_line_ends_of_windows_is_the_same() -> None:
    read = reading(ACME.replace("\n", "\r\n"))
    assert (read.customer, read.notes) == (reading(ACME).customer, ())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("messaging_profile.stock_exchange", ""),
        ("messaging_profile.brand_contact_email", "  "),
        ("address.street_secondary", ""),
        ("campaign.opt_in_message", ""),
        ("customer_profile_sid", ""),
    ],
)
def test_an_empty_text_of_a_field_that_may_be_missing_is_taken_as_left_out(
    path: str, value: str
) -> None:
    read = reading(changed(path, value))
    assert path in [note.field for note in read.notes if "left out" in note.message]


def test_an_empty_text_of_a_needed_field_is_a_fault() -> None:
    (fault,) = faults_of(changed("address.city", ""))
    assert fault.message == "is empty"


MARKS = "ab1 #:-?[]{},&*!|>%@`\\'\"=~<.\t\u00a0\u200b\u00e9"


@settings(deadline=None)
@given(st.text(MARKS, min_size=1, max_size=9))
def test_any_unquoted_text_is_taken_whole_or_is_told_of(written: str) -> None:
    try:
        read = reading(acme_with("Suite 200", written))
    except IntakeError:
        return
    if written.strip() in ("", "~", "null") or written.lstrip().startswith(("'", '"')):
        return  # nothing, or quotes of YAML
    taken = read.customer.address.street_secondary
    assert taken == written.strip() or read.notes, (written, taken)


@settings(deadline=None)
@given(st.text(MARKS + "\n", min_size=1, max_size=9))
def test_any_quoted_text_is_taken_whole_or_is_told_of(written: str) -> None:
    try:
        read = reading(acme_with("Suite 200", json.dumps(written)))
    except IntakeError:
        return
    assert read.customer.address.street_secondary == written or read.notes


def test_a_bracket_that_a_comment_hides_is_told() -> None:
    (fault,) = faults_of('customer: acme\naddress: {city: Denver, street: "1740" #200}\n')
    assert "closed behind ` #`" in fault.message
