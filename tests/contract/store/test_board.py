"""What every Board promises: the rows that were asked for, in pages that lose and repeat nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.tasks import Owner
from tendlc.errors import BadPageToken
from tendlc.ports import CustomerRow, Filter, KnownTarget, Page, Store
from tests import cast
from tests.contract.store.onboardings import LIVE, SANDBOX, event, full, onboarding, task
from tests.fakes import START

ELSEWHERE = replace(SANDBOX, world_id="w2.1")


def named(key: str, name: str, **changes: str) -> Onboarding:
    """A customer with a key and a name of its own."""
    known = onboarding(key)
    business = known.customer.business_information.model_copy(
        update={"business_name": name, **changes}
    )
    document = known.customer.model_copy(update={"customer": key, "business_information": business})
    return replace(known, customer=document)


def pages(store: Store, wanted: Filter, limit: int) -> Iterator[Page]:
    page = store.page(wanted, limit=limit)
    yield page
    while page.next is not None:
        page = store.page(wanted, page.next, limit)
        yield page


def keys(store: Store, wanted: Filter) -> list[str]:
    return [row.key for row in store.page(wanted).rows]


@pytest.fixture
def book(store: Store) -> Store:
    """Some customers of three targets, at several stages."""
    for number in range(7):
        stage = Stage.BRAND_REVIEW if number % 2 else Stage.PREPARING
        since = START - timedelta(days=number)
        record = onboarding(f"c{number}", LIVE if number == 6 else SANDBOX)
        store.add(replace(record, stage=stage, stage_since=since))
    asked = replace(onboarding("asked"), stage=Stage.NEEDS_ACTION, tasks=(task(), task()))
    store.add(replace(asked, account_sid="AC" + "7" * 32, hold="paused by jane"))
    store.add(onboarding("alone", ELSEWHERE))
    return store


def test_a_row_has_what_stands_open_and_the_name(store: Store) -> None:
    store.add(full())
    (row,) = store.page(Filter()).rows
    assert row == CustomerRow(
        target=SANDBOX,
        key="acme",
        name="Acme Outfitters LLC",
        stage=Stage.NEEDS_ACTION,
        stage_since=full().stage_since,
        attention_at=full().stage_since,
        owner=Owner.BUSINESS,
        code="brand_failed",
        twilio_code=30795,
        tasks=1,
        due_at=full().due_at,
        account_sid="AC" + "3" * 32,
        hold="paused by jane",
    )


def test_a_row_follows_every_save(store: Store) -> None:
    added = store.add(onboarding())
    later = replace(added, stage=Stage.NEEDS_ACTION, tasks=(task(),), stage_since=START)
    saved = store.save(added, later)
    assert [(row.stage, row.code) for row in store.page(Filter()).rows] == [
        (Stage.NEEDS_ACTION, "brand_failed")
    ]
    store.save(saved, replace(saved, stage=Stage.FINISHING, tasks=()))
    assert [(row.stage, row.code, row.owner) for row in store.page(Filter()).rows] == [
        (Stage.FINISHING, None, None)
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 9, 50])
def test_pages_lose_and_repeat_nobody(book: Store, limit: int) -> None:
    got = [(row.target, row.key) for page in pages(book, Filter(), limit) for row in page.rows]
    assert got == [
        *((SANDBOX, key) for key in ("asked", "c0", "c1", "c2", "c3", "c4", "c5")),
        (LIVE, "c6"),
        (ELSEWHERE, "alone"),
    ]


def test_a_customer_that_comes_between_two_pages_moves_no_other(book: Store) -> None:
    first = book.page(Filter(target=SANDBOX), limit=3)
    book.add(onboarding("aaa"))
    book.add(onboarding("c11"))
    rest = book.page(Filter(target=SANDBOX), first.next, 50)
    assert [row.key for row in first.rows] == ["asked", "c0", "c1"]
    assert [row.key for row in rest.rows] == ["c11", "c2", "c3", "c4", "c5"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(target=LIVE), ["c6"]),
        (Filter(stage=Stage.BRAND_REVIEW), ["c1", "c3", "c5"]),
        (Filter(target=SANDBOX, stage=Stage.PREPARING), ["c0", "c2", "c4"]),
        (Filter(owner=Owner.BUSINESS), ["asked"]),
        (Filter(owner=Owner.ISV), []),
        (Filter(code="brand_failed"), ["asked"]),
        (Filter(twilio_code=30795), ["asked"]),
        (Filter(twilio_code=30796), []),
        (Filter(owner=Owner.BUSINESS, code="brand_failed"), ["asked"]),
        (Filter(account_sid="AC" + "7" * 32), ["asked"]),
        (Filter(account_sid="AC" + "8" * 32), []),
        (Filter(older_than=START - timedelta(days=3)), ["c3", "c4", "c5", "c6"]),
        (Filter(stage=Stage.BRAND_REVIEW, older_than=START - timedelta(days=3)), ["c3", "c5"]),
        (Filter(target=replace(LIVE, account_sid="AC" + "9" * 32)), []),
    ],
)
def test_a_filter_finds_whom_it_names(book: Store, wanted: Filter, expected: list[str]) -> None:
    assert keys(book, wanted) == expected
    assert sum(book.counts(wanted).values()) == len(expected)


def test_counts_are_by_stage(book: Store) -> None:
    assert book.counts(Filter(target=SANDBOX)) == {
        Stage.PREPARING: 3,
        Stage.BRAND_REVIEW: 3,
        Stage.NEEDS_ACTION: 1,
    }
    assert book.counts(Filter(target=LIVE)) == {Stage.PREPARING: 1}


def test_targets_are_those_that_have_customers(book: Store) -> None:
    assert [known.target for known in book.targets()] == [SANDBOX, LIVE, ELSEWHERE]
    book.forget(ELSEWHERE, "alone")
    assert [known.target for known in book.targets()] == [SANDBOX, LIVE]


def test_a_target_knows_where_it_was_found_last(store: Store) -> None:
    added = store.add(replace(onboarding(), place="http://127.0.0.1:4010"))
    other = store.add(onboarding("other"))
    assert store.load(SANDBOX, "other").place == "http://127.0.0.1:4010"
    store.save(other, replace(other, place="http://127.0.0.1:4011"))
    found = KnownTarget(target=SANDBOX, place="http://127.0.0.1:4011")
    assert [*store.targets()] == [*store.targets_of(added.key)] == [found]


def test_a_key_is_found_at_every_target(book: Store) -> None:
    book.add(onboarding("c1", LIVE))
    assert [known.target for known in book.targets_of("c1")] == [SANDBOX, LIVE]
    assert [*book.targets_of("nobody")] == []


NAMES = {
    "hilltop": "Hilltop Bakery & Café LLC",
    "hill": "Hill Top Bakeries",
    "nero": "Caffe Nero",
    "x-ray": "X Ray O'Neill",
}


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("hilltop bak", ["hilltop"]),
        ("BAK hil", ["hill", "hilltop"]),
        ("caf", ["hilltop", "nero"]),
        ("café", ["hilltop"]),
        ("bakery", ["hilltop"]),
        ("akery", []),
        ("ba", []),
        ("oneill", ["x-ray"]),
        ("x ray", ["x-ray"]),
        ("hilltop nero", []),
        ("llc", ["hilltop"]),
        ("", ["hill", "hilltop", "nero", "x-ray"]),
        ("%", []),
        ("bak%", ["hill", "hilltop"]),
        ("' OR 1=1 --", []),
        ('"', []),
        ("*", []),
        ("x" * 10_000, []),
        ("bak " * 2_500, ["hill", "hilltop"]),
        ("\x00\ud800", []),
    ],
)
def test_a_search_finds_names_by_the_beginnings_of_their_words(
    store: Store, search: str, expected: list[str]
) -> None:
    for key, name in NAMES.items():
        store.add(named(key, name))
    assert keys(store, Filter(search=search)) == expected


def test_a_search_finds_the_key_and_the_other_name(store: Store) -> None:
    store.add(named("north-12", "Acme Outfitters LLC", doing_business_as="Wild River"))
    for search in ("north", "12", "wild riv", "acme"):
        assert keys(store, Filter(search=search)) == ["north-12"], search


def test_a_search_finds_by_tax_id_website_and_phone(store: Store) -> None:
    store.add(onboarding("acme"))
    store.add(replace(onboarding("grace"), customer=cast.borealis()))
    business = cast.acme().business_information
    person = cast.acme().authorized_representatives[0]
    for search in (
        business.business_registration_number,
        business.business_registration_number.replace("-", ""),
        business.website_url,
        business.website_url.removeprefix("https://"),
        person.phone_number,
        f"{person.phone_number[:2]} {person.phone_number[2:5]}-{person.phone_number[5:]}",
        person.phone_number.removeprefix("+1"),
    ):
        assert keys(store, Filter(search=search)) == ["acme"], search


def test_a_changed_name_is_found_and_the_old_one_is_not(store: Store) -> None:
    added = store.add(named("k", "Hilltop Bakery"))
    renamed = replace(added, customer=named("k", "Hilltop Roastery").customer)
    store.save(added, renamed)
    assert keys(store, Filter(search="roast hill")) == ["k"]
    assert keys(store, Filter(search="bakery")) == []
    assert [row.name for row in store.page(Filter()).rows] == ["Hilltop Roastery"]


def test_a_search_goes_with_the_other_filters(store: Store) -> None:
    store.add(named("a", "Hilltop Bakery"))
    store.add(replace(named("b", "Hilltop Bakery"), stage=Stage.FINISHING))
    store.add(replace(named("c", "Hilltop Bakery"), target=LIVE))
    assert keys(store, Filter(search="hill", stage=Stage.FINISHING)) == ["b"]
    assert keys(store, Filter(search="hill", target=LIVE)) == ["c"]
    assert store.counts(Filter(search="hill")) == {Stage.PREPARING: 2, Stage.FINISHING: 1}
    got = [row.key for page in pages(store, Filter(search="hill"), 1) for row in page.rows]
    assert got == ["a", "b", "c"]


def token(store: Store, wanted: Filter) -> str:
    page = store.page(wanted, limit=1)
    assert page.next is not None
    return page.next


def test_a_token_changed_by_hand_is_refused_wherever_it_was_changed(book: Store) -> None:
    good = token(book, Filter())
    for place, letter in enumerate(good):
        for other in ("A" if letter != "A" else "B", "", "\n", "é", letter + letter):
            changed = good[:place] + other + good[place + 1 :]
            with pytest.raises(BadPageToken):
                book.page(Filter(), changed, 1)


@pytest.mark.parametrize(
    "token", ["", "x", "=", "====", "1", "../../etc/passwd", "A" * 10_000, "\ud800", "%00"]
)
def test_what_was_never_a_token_is_refused(book: Store, token: str) -> None:
    with pytest.raises(BadPageToken) as raised:
        book.page(Filter(), token)
    assert raised.value.advice is not None


def test_a_token_belongs_to_its_filter(book: Store) -> None:
    of_reviews = token(book, Filter(stage=Stage.BRAND_REVIEW))
    for other in (Filter(), Filter(stage=Stage.PREPARING), Filter(search="c")):
        with pytest.raises(BadPageToken):
            book.page(other, of_reviews)


def test_a_token_of_an_age_is_good_a_moment_later(book: Store) -> None:
    wanted = Filter(older_than=START - timedelta(days=2))
    later = Filter(older_than=START - timedelta(days=2, seconds=-9))
    assert [row.key for row in book.page(later, token(book, wanted)).rows] == [
        *("c3", "c4", "c5"),
        "c6",
    ]


def test_no_token_is_good_in_an_empty_ledger(store: Store) -> None:
    with pytest.raises(BadPageToken):
        store.page(Filter(), "x")
    assert store.page(Filter(search="acme")) == Page(rows=())
    assert dict(store.counts(Filter())) == {}


def test_due_gives_no_more_than_asked_and_nobody_on_hold(store: Store) -> None:
    for number in range(5):
        due = START - timedelta(seconds=number)
        store.add(replace(onboarding(f"c{number}"), due_at=due), [event()])
    store.add(replace(onboarding("held"), due_at=START, hold="paused by jane"))
    assert list(store.due(SANDBOX, START, 2)) == ["c4", "c3"]
    assert list(store.due(SANDBOX, START)) == ["c4", "c3", "c2", "c1", "c0"]
    assert list(store.due(LIVE, START)) == []
