"""The inspector: what its pages show, and what its forms change."""

from __future__ import annotations

import json
import re

import pytest
import requests

from tendlc.sandbox.inspector.kinds import KINDS
from tests.conftest import SandboxAccount
from tests.contract.sandbox.browsing import home, page_of, resource_page, send
from tests.contract.sandbox.walkthrough import CAMPAIGN, Walk
from tests.contract.wire.operations import specs


def test_every_page_that_a_page_leads_to_is_there(account: SandboxAccount) -> None:
    walk = Walk(account)
    walk.campaign(walk.service(), walk.approved())
    walk.number()
    todo, seen = ["/", home(account)], set[str]()
    while todo and len(seen) < 150:
        path = todo.pop()
        seen.add(path)
        here = page_of(account, path)
        links = [link for link in here.values("a", "href") if link.startswith("/")]
        own = [link for link in links if account.sid in link or link.count("/") == 1]
        todo += [link for link in dict.fromkeys(own) if link not in seen and link not in todo]
    assert len(seen) > 40
    assert {home(account, f"/{name}") for name in ("reviews", "scripts", "settings")} <= seen


def test_a_page_of_a_resource_shows_its_data_its_history_and_its_links(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.approved()
    page = resource_page(account, "BrandRegistration", brand)
    assert brand in page.seen
    assert "APPROVED" in page.seen
    assert "fail" not in page.seen
    assert all(event in page.seen for event in ("created", "register", "verify"))
    links = page.values("a", "href")
    assert home(account, f"/resources/CustomerProfile/{walk.profile_sid}") in links
    assert home(account, f"/resources/TrustProduct/{walk.trust_sid}") in links


def test_what_no_answer_shows_stands_apart_on_the_pages(account: SandboxAccount) -> None:
    walk = Walk(account)
    walk.campaign(walk.service(), walk.approved())
    walk.client.events.v1.sinks.create(
        description="x", sink_type="webhook", sink_configuration={"destination": "http://[::1]/x"}
    )
    documented = {name for each in specs()["schemas"].values() for name in each["properties"]}
    held = account.control("GET", "/resources")["resources"]
    stored = {(each["kind"], name) for each in held for name in each["data"]}
    apart = {(kind.name, name) for kind in KINDS.values() for name in kind.own}
    assert {(kind, name) for kind, name in stored if name not in documented} <= apart
    assert apart <= stored


def test_a_link_is_shown_from_both_sides(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved()
    from_profile = resource_page(account, "CustomerProfile", walk.profile_sid).values("a", "href")
    from_end_user = resource_page(account, "EndUser", walk.business).values("a", "href")
    assert home(account, f"/resources/BrandRegistration/{brand}") in from_profile
    assert home(account, f"/resources/EndUser/{walk.business}") in from_profile
    assert home(account, f"/resources/CustomerProfile/{walk.profile_sid}") in from_end_user


def test_a_removed_resource_still_shows_its_history(account: SandboxAccount) -> None:
    end_user = account.client.trusthub.v1.end_users.create(
        friendly_name="gone", type="authorized_representative_1"
    )
    account.client.trusthub.v1.end_users(end_user.sid).delete()
    assert "removed" in resource_page(account, "EndUser", end_user.sid).seen


def test_a_request_is_found_by_its_account_method_status_and_text(account: SandboxAccount) -> None:
    client = account.client
    client.trusthub.v1.end_users.create(
        friendly_name="Findable & Sons", type="authorized_representative_1"
    )
    client.trusthub.v1.end_users.list(limit=1)
    found = page_of(account, "/journal", account=account.sid, text="Findable & Sons", method="POST")
    wrong = page_of(account, "/journal", account=account.sid, text="Findable & Sons", status="4xx")
    reads = page_of(account, "/journal", account=account.sid, method="GET")
    rows = [link for link in found.values("a", "href") if re.fullmatch(r"/journal/\d+", link)]
    assert len(rows) == 1
    assert "No request fits" in wrong.seen
    assert "EndUsers" in reads.seen
    assert "POST" not in [word.strip() for word in reads.words if "/v1/" in word]
    one = page_of(account, rows[0])
    assert "Findable & Sons" in one.seen
    assert '"friendly_name"' in one.seen


def test_advance_moves_the_world(account: SandboxAccount) -> None:
    profile = Walk(account).profile()
    page = send(account, "/clock", advance="60")
    assert "moved by 1 min" in page.seen
    fetched = account.client.trusthub.v1.customer_profiles(profile).fetch()
    assert fetched.status == "twilio-approved"


def test_the_clock_runs_and_freezes_by_a_button(account: SandboxAccount) -> None:
    modes = []
    for mode in ("offset", "frozen"):
        send(account, "/clock", mode=mode)
        modes.append(account.control("GET", "/clock")["speed"])
    assert modes == [1.0, 0.0]


def test_an_own_amount_advances_by_it(account: SandboxAccount) -> None:
    before = account.control("GET", "/clock")["now"]
    send(account, "/clock", amount="2.5", unit="hours")
    assert account.control("GET", "/clock")["now"] == pytest.approx(before + 9000)


def test_decide_now_rejects_with_the_codes_at_once(account: SandboxAccount) -> None:
    brand = Walk(account).brand()
    account.advance(30)
    pending = account.client.messaging.v1.brand_registrations.create(
        customer_profile_bundle_sid=account.client.messaging.v1.brand_registrations(brand)
        .fetch()
        .customer_profile_bundle_sid,
        a2p_profile_bundle_sid=account.client.messaging.v1.brand_registrations(brand)
        .fetch()
        .a2p_profile_bundle_sid,
    ).sid
    assert pending in page_of(account, home(account, "/reviews")).seen
    page = send(
        account, "/verdicts", kind="brand", sid=pending, outcome="reject", codes="30795", now="1"
    )
    told = account.client.messaging.v1.brand_registrations(pending).fetch()
    assert "Decided: rejected" in page.seen
    assert (told.status, [error["error_code"] for error in told.errors]) == ("FAILED", [30795])


@pytest.mark.parametrize(("outcome", "status"), [("approve", "VERIFIED"), ("reject", "FAILED")])
def test_decide_now_settles_a_campaign_that_waits_for_it(
    account: SandboxAccount, outcome: str, status: str
) -> None:
    account.control("POST", "/reviews", **{"timing-campaign-to-verdict": None})
    walk = Walk(account)
    service, brand = walk.service(), walk.approved()
    campaign = walk.campaign(service, brand)
    account.advance(86_400)
    send(account, "/verdicts", kind="campaign", sid=service, outcome=outcome, codes="", now="1")
    assert campaign.fetch().campaign_status == status


def test_what_time_alone_ends_is_not_offered_for_a_decision(account: SandboxAccount) -> None:
    brand = Walk(account).brand(mock=True)
    account.advance(300)
    pages = [
        page_of(account, home(account, "/reviews")),
        resource_page(account, "BrandRegistration", brand),
    ]
    for page in pages:
        assert "it expires, being a mock brand" in page.seen
        assert "Approve now" not in page.seen


def test_a_verdict_waits_and_can_be_removed(account: SandboxAccount) -> None:
    send(account, "/verdicts", kind="brand", outcome="reject", codes="30795 30799")
    page = page_of(account, home(account, "/scripts"))
    assert "30795, 30799" in page.seen
    (action,) = [each for each in page.values("form", "action") if each.endswith("/remove")]
    send(account, action.removeprefix(home(account)))
    assert account.control("GET", "/verdicts")["verdicts"] == []


def test_a_fault_spoils_the_next_request_of_its_world_alone(account: SandboxAccount) -> None:
    send(account, "/faults", method="GET", path="/EndUsers", what="status", status="503", count="1")
    other = SandboxAccount(account.sandbox)
    place = "/trusthub.twilio.com/v1/EndUsers"
    answers = [
        requests.get(account.sandbox.url + place, auth=(who.sid, who.token), timeout=20)
        for who in (other, account, account)
    ]
    assert [answer.status_code for answer in answers] == [200, 503, 200]


def test_a_fault_can_be_removed(account: SandboxAccount) -> None:
    send(account, "/faults", method="GET", path="/EndUsers", what="drop", count="3")
    page = page_of(account, home(account, "/scripts"))
    assert "connection closed" in page.seen
    (action,) = [each for each in page.values("form", "action") if each.endswith("/remove")]
    send(account, action.removeprefix(home(account)))
    assert account.client.trusthub.v1.end_users.list(limit=1) == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"what": "reset"}, {"reset": True, "drop": False, "status": 0}),
        ({"what": "drop", "status": "503"}, {"reset": False, "drop": True, "status": 0}),
        ({"what": "delay", "delay": "1.5", "status": "503"}, {"delay": 1.5, "status": 0}),
        ({"what": "status"}, {"status": 500, "code": 0, "retry_after": None}),
        ({"what": "status", "status": "429", "code": "20429"}, {"status": 429, "code": 20429}),
        ({"what": "status", "count": "0"}, {"count": None}),
        ({"what": "status", "count": ""}, {"count": 1}),
    ],
)
def test_a_fault_is_what_its_form_says_and_no_more(
    account: SandboxAccount, form: dict[str, str], told: dict[str, object]
) -> None:
    send(account, "/faults", path=account.sid, **form)
    (fault,) = [
        each
        for each in account.sandbox.control("GET", "/faults")["faults"]
        if each["path"] == account.sid
    ]
    assert {name: fault[name] for name in told} == told


@pytest.mark.parametrize(
    "form",
    [
        {"what": "status", "count": "1.5"},
        {"what": "status", "count": "1e300"},
        {"what": "status", "status": "500.7"},
        {"what": "delay"},
    ],
)
def test_a_fault_that_cannot_be_is_refused(account: SandboxAccount, form: dict[str, str]) -> None:
    page = send(account, "/faults", path=account.sid, **form)
    assert "bad" in page.values("p", "class")[1]
    faults = account.sandbox.control("GET", "/faults")["faults"]
    assert [each for each in faults if each["path"] == account.sid] == []


def test_a_wrong_pattern_is_said_on_the_page_and_changes_nothing(account: SandboxAccount) -> None:
    page = send(account, "/faults", path="(", what="status", status="500")
    assert "not a pattern" in page.seen
    assert "(" not in [each["path"] for each in account.sandbox.control("GET", "/faults")["faults"]]


def test_switches_are_set_as_the_page_shows_them(account: SandboxAccount) -> None:
    account.control("POST", "/settings", strict_accounts=True, approved_reopens=True)
    fields = page_of(account, home(account, "/settings")).fields(home(account, "/switches"))
    assert (fields["strict_accounts"], fields["list_lag_seconds"]) == ("1", "0")
    del fields["approved_reopens"]
    page = send(account, "/switches", **{**fields, "pace": "1", "list_lag_seconds": "2.5"})
    assert "The switches are set" in page.seen
    told = account.control("GET", "/settings")["switches"]
    assert {each["name"]: each["number"] or each["on"] for each in told} == {
        "pace": True,
        "approved_reopens": False,
        "strict_accounts": True,
        "primary_is_direct_customer": False,
        "brand_list_leaves_out_vetted": False,
        "own_replies_are_hidden": False,
        "list_lag_seconds": 2.5,
    }


def test_a_wrong_number_for_a_switch_is_said_and_changes_nothing(account: SandboxAccount) -> None:
    account.control("POST", "/settings", strict_accounts=True)
    page = send(account, "/switches", pace="1", list_lag_seconds="soon")
    assert "list_lag_seconds must be a number" in page.seen
    told = account.control("GET", "/settings")["switches"]
    assert [each["name"] for each in told if each["on"]] == ["strict_accounts"]


def test_every_review_time_is_set_by_its_form(account: SandboxAccount) -> None:
    names = list(account.control("GET", "/reviews")["reviews"])
    assert (
        page_of(account, home(account, "/settings")).values("input", "value").count(names[0]) == 1
    )
    for number, name in enumerate(names):
        send(account, "/reviews", name=name, takes="seconds", amount=str(number))
    told = account.control("GET", "/reviews")["reviews"]
    assert told == {name: number for number, name in enumerate(names)}


@pytest.mark.parametrize(
    ("takes", "amount", "told"), [("reads", "3", {"reads": 3}), ("by-hand", "5", None)]
)
def test_a_review_that_waits_for_something_else_is_shown_so(
    account: SandboxAccount, takes: str, amount: str, told: object
) -> None:
    send(account, "/reviews", name="all", takes=takes, amount=amount)
    page = page_of(account, home(account, "/settings"))
    assert account.control("GET", "/reviews")["reviews"]["timing-brand-to-vetted"] == told
    chosen = [
        attrs.get("value") for tag, attrs in page.tags if tag == "option" and "selected" in attrs
    ]
    assert chosen.count(takes) == len(account.control("GET", "/reviews")["reviews"]) - 4


def test_what_waits_for_reads_says_how_many(account: SandboxAccount) -> None:
    account.control("POST", "/reviews", all={"reads": 3})
    Walk(account).profile()
    assert "after 3 reads" in page_of(account, home(account, "/reviews")).seen


@pytest.mark.parametrize(("takes", "amount"), [("seconds", ""), ("reads", "0.5"), ("reads", "0")])
def test_a_review_time_that_is_none_is_refused_and_stays_in_its_field(
    account: SandboxAccount, takes: str, amount: str
) -> None:
    back = home(account, "/settings")
    before = account.control("GET", "/reviews")
    page = send(
        account, "/reviews", name="timing-brand-to-vetted", takes=takes, amount=amount, back=back
    )
    assert "bad" in page.values("p", "class")[1]
    assert account.control("GET", "/reviews") == before


def test_a_world_is_emptied_only_when_that_was_confirmed(account: SandboxAccount) -> None:
    Walk(account).service()
    refused = send(account, "/reset")
    before = account.control("GET", "")["generation"]
    send(account, "/reset", sure="1")
    assert "tick the box" in refused.seen
    assert account.control("GET", "")["generation"] == before + 1
    assert account.client.messaging.v1.services.list(limit=1) == []


def test_a_delivery_is_shown_and_sent_again(account: SandboxAccount) -> None:
    profile = account.client.trusthub.v1.customer_profiles.create(
        friendly_name="told",
        email="a@b.example",
        policy_sid="RNdfbf3fae0e1107f8aded0e7cead80bf5",
        status_callback="http://127.0.0.1:9/hook",
    )
    account.client.trusthub.v1.customer_profiles(profile.sid).update(status="pending-review")
    account.advance(30)
    page = page_of(account, home(account, "/deliveries"))
    assert "http://127.0.0.1:9/hook" in page.seen
    assert profile.sid in page.seen
    again = [each for each in page.values("form", "action") if each.endswith("/again")]
    assert again
    assert "goes out again" in send(account, again[0].removeprefix(home(account))).seen


def test_the_ledger_can_be_filtered(account: SandboxAccount) -> None:
    everything = account.sandbox.control("GET", "/fidelity")
    guesses = [each["says"] for each in everything["rules"] if each["certainty"] == "guess"]
    page = page_of(account, "/fidelity", certainty="guess")
    assert guesses
    assert all(" ".join(says.split()) in page.seen for says in guesses)
    assert "GET trusthub /v1/CustomerProfiles" not in page.seen
    narrowed = page_of(account, "/fidelity", text="no entry has such words")
    assert "No entry fits" in narrowed.seen


def test_a_search_reaches_what_lies_behind_the_first_page(account: SandboxAccount) -> None:
    messaging = account.client.messaging.v1
    first = messaging.services.create(friendly_name="the very first").sid
    for number in range(55):
        messaging.services.create(friendly_name=f"service {number}")
    path = home(account, "/resources/MessagingService")
    newest = page_of(account, path)
    (older,) = [link for link in newest.values("a", "href") if "before=" in link]
    assert first not in newest.seen
    assert first in page_of(account, older).seen
    assert first in page_of(account, path, text="very FIRST").seen


def test_a_campaign_is_found_by_the_number_of_its_service(account: SandboxAccount) -> None:
    walk = Walk(account)
    service = walk.service()
    walk.campaign(service, walk.approved())
    account.advance(60)
    page = resource_page(account, "MessagingService", service)
    assert "VERIFIED" in page.seen
    answer = requests.get(
        account.sandbox.url + home(account, "/find"), params={"sid": service}, timeout=20
    )
    assert answer.url.endswith(f"/resources/MessagingService/{service}")


def test_attributes_in_a_form_are_laid_out(account: SandboxAccount) -> None:
    account.client.trusthub.v1.end_users.create(
        friendly_name="x",
        type="authorized_representative_1",
        attributes=json.dumps({"first_name": "Ann", "nested": {"deep": [1, None, True]}}),
    )
    (row, *_) = [
        link
        for link in page_of(account, "/journal", account=account.sid, method="POST").values(
            "a", "href"
        )
        if re.fullmatch(r"/journal/\d+", link)
    ]
    assert '"first_name" : "Ann"' in page_of(account, row).seen


def test_the_text_of_a_campaign_is_on_its_page(account: SandboxAccount) -> None:
    walk = Walk(account)
    service = walk.service()
    walk.campaign(service, walk.approved())
    keys = [
        each["key"]
        for each in account.control("GET", "/resources?kind=Usa2p")["resources"]
        if each["key"].startswith(service)
    ]
    assert CAMPAIGN["description"] in resource_page(account, "Usa2p", keys[0]).seen
