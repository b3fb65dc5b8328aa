"""The inspector: what its pages show, what its forms change, and whom it refuses."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.walkthrough import CAMPAIGN, Walk

HOSTILE = "<script>alert(1)</script>"
_OWN_BROWSER = {"accept": "text/html"}


class _Text(HTMLParser):
    """Collects what a reader sees, the tags, and where links and forms lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def seen(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, tag: str, name: str) -> list[str]:
        return [attrs[name] or "" for each, attrs in self.tags if each == tag and name in attrs]


def _page(account: SandboxAccount, path: str, /, **query: str) -> _Text:
    answer = requests.get(
        account.sandbox.url + path, params=query, headers=_OWN_BROWSER, timeout=20
    )
    assert answer.status_code == 200, answer.text
    return _Text(answer.text)


def _home(account: SandboxAccount, path: str = "") -> str:
    return f"/accounts/{account.sid}{path}"


def _send(account: SandboxAccount, path: str, /, **form: Any) -> _Text:
    """Send a form as the browser does, and return the page on which that ends."""
    url = account.sandbox.url + _home(account, path)
    headers = {"origin": account.sandbox.url, "sec-fetch-site": "same-origin", **_OWN_BROWSER}
    answer = requests.post(url, data={"back": _home(account), **form}, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    assert answer.history[0].status_code == 303
    return _Text(answer.text)


def _resource(account: SandboxAccount, kind: str, key: str) -> _Text:
    return _page(account, _home(account, f"/resources/{kind}/{key}"))


def test_every_page_that_a_page_leads_to_is_there(account: SandboxAccount) -> None:
    walk = Walk(account)
    walk.campaign(walk.service(), walk.approved())
    walk.number()
    todo, seen = ["/", _home(account)], set[str]()
    while todo and len(seen) < 150:
        path = todo.pop()
        seen.add(path)
        here = _page(account, path)
        links = [link for link in here.values("a", "href") if link.startswith("/")]
        own = [link for link in links if account.sid in link or link.count("/") == 1]
        todo += [link for link in dict.fromkeys(own) if link not in seen and link not in todo]
    assert len(seen) > 40
    assert {_home(account, f"/{name}") for name in ("reviews", "scripts", "settings")} <= seen


def test_a_page_of_a_resource_shows_its_data_its_history_and_its_links(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.approved()
    page = _resource(account, "BrandRegistration", brand)
    assert brand in page.seen
    assert "APPROVED" in page.seen
    assert "fail" not in page.seen
    assert all(event in page.seen for event in ("created", "register", "verify"))
    links = page.values("a", "href")
    assert _home(account, f"/resources/CustomerProfile/{walk.profile_sid}") in links
    assert _home(account, f"/resources/TrustProduct/{walk.trust_sid}") in links


def test_a_link_is_shown_from_both_sides(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved()
    from_profile = _resource(account, "CustomerProfile", walk.profile_sid).values("a", "href")
    from_end_user = _resource(account, "EndUser", walk.business).values("a", "href")
    assert _home(account, f"/resources/BrandRegistration/{brand}") in from_profile
    assert _home(account, f"/resources/EndUser/{walk.business}") in from_profile
    assert _home(account, f"/resources/CustomerProfile/{walk.profile_sid}") in from_end_user


def test_a_removed_resource_still_shows_its_history(account: SandboxAccount) -> None:
    end_user = account.client.trusthub.v1.end_users.create(
        friendly_name="gone", type="authorized_representative_1"
    )
    account.client.trusthub.v1.end_users(end_user.sid).delete()
    assert "removed" in _resource(account, "EndUser", end_user.sid).seen


def test_what_a_name_contains_is_text_on_every_page(account: SandboxAccount) -> None:
    walk = Walk(account, HOSTILE)
    profile = walk.profile({"business_name": HOSTILE})
    account.control("POST", "/verdicts", kind="brand", outcome="approve", sid=HOSTILE)
    account.sandbox.control(
        "POST", "/faults", path=re.escape(HOSTILE), status=500, account=account.sid
    )
    paths = ["", "/resources", "/reviews", "/scripts", "/resources/EndUser"]
    paths += [f"/resources/CustomerProfile/{profile}", f"/resources/EndUser/{walk.business}"]
    pages = [_page(account, _home(account, path)) for path in paths]
    pages.append(_page(account, "/journal", account=account.sid, text=HOSTILE))
    assert sum(HOSTILE in page.seen for page in pages) >= 6
    for page in pages:
        scripts = [attrs.get("src") or "" for tag, attrs in page.tags if tag == "script"]
        assert len(scripts) == 1
        assert scripts[0].startswith("/assets/inspector.js")


def test_a_request_is_found_by_its_account_method_status_and_text(account: SandboxAccount) -> None:
    client = account.client
    client.trusthub.v1.end_users.create(
        friendly_name="Findable & Sons", type="authorized_representative_1"
    )
    client.trusthub.v1.end_users.list(limit=1)
    found = _page(account, "/journal", account=account.sid, text="Findable & Sons", method="POST")
    wrong = _page(account, "/journal", account=account.sid, text="Findable & Sons", status="4xx")
    reads = _page(account, "/journal", account=account.sid, method="GET")
    rows = [link for link in found.values("a", "href") if re.fullmatch(r"/journal/\d+", link)]
    assert len(rows) == 1
    assert "No request fits" in wrong.seen
    assert "EndUsers" in reads.seen
    assert "POST" not in [word.strip() for word in reads.words if "/v1/" in word]
    one = _page(account, rows[0])
    assert "Findable & Sons" in one.seen
    assert '"friendly_name"' in one.seen


def test_no_page_shows_a_secret(account: SandboxAccount) -> None:
    client = account.client
    child = client.api.v2010.accounts.create(friendly_name="child")
    key = client.new_keys.create(friendly_name="key")
    hidden = (account.token, child.auth_token, key.secret)
    client.trusthub.v1.customer_profiles.create(
        friendly_name="with a password",
        email="a@b.example",
        policy_sid="RNdfbf3fae0e1107f8aded0e7cead80bf5",
        status_callback="https://user:correct-horse@receiver.example/hook",
    )
    shown = ""
    listing = _page(account, "/journal", account=account.sid)
    for path in {link for link in listing.values("a", "href") if link.startswith("/journal/")}:
        shown += _page(account, path).seen
    for kind in ("Key", "CustomerProfile"):
        for link in _page(account, _home(account, f"/resources/{kind}")).values("a", "href"):
            if f"/resources/{kind}/" in link:
                shown += _page(account, link).seen
    assert "with a password" in shown
    assert [secret for secret in (*hidden, "correct-horse") if secret in shown] == []
    for secret in hidden:
        found = _page(account, "/journal", account=account.sid, text=secret)
        assert "No request fits" in found.seen


def test_advance_moves_the_world(account: SandboxAccount) -> None:
    profile = Walk(account).profile()
    page = _send(account, "/clock", advance="60")
    assert "moved by 1 min" in page.seen
    fetched = account.client.trusthub.v1.customer_profiles(profile).fetch()
    assert fetched.status == "twilio-approved"


def test_the_clock_runs_and_freezes_by_a_button(account: SandboxAccount) -> None:
    modes = []
    for mode in ("offset", "frozen"):
        _send(account, "/clock", mode=mode)
        modes.append(account.control("GET", "/clock")["speed"])
    assert modes == [1.0, 0.0]


def test_an_own_amount_advances_by_it(account: SandboxAccount) -> None:
    before = account.control("GET", "/clock")["now"]
    _send(account, "/clock", amount="2.5", unit="hours")
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
    assert pending in _page(account, _home(account, "/reviews")).seen
    page = _send(
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
    _send(account, "/verdicts", kind="campaign", sid=service, outcome=outcome, codes="", now="1")
    assert campaign.fetch().campaign_status == status


def test_a_verdict_waits_and_can_be_removed(account: SandboxAccount) -> None:
    _send(account, "/verdicts", kind="brand", outcome="reject", codes="30795 30799")
    page = _page(account, _home(account, "/scripts"))
    assert "30795, 30799" in page.seen
    (action,) = [each for each in page.values("form", "action") if each.endswith("/remove")]
    _send(account, action.removeprefix(_home(account)))
    assert account.control("GET", "/verdicts")["verdicts"] == []


def test_a_fault_spoils_the_next_request_of_its_world_alone(account: SandboxAccount) -> None:
    _send(
        account, "/faults", method="GET", path="/EndUsers", what="status", status="503", count="1"
    )
    other = SandboxAccount(account.sandbox)
    place = "/trusthub.twilio.com/v1/EndUsers"
    answers = [
        requests.get(account.sandbox.url + place, auth=(who.sid, who.token), timeout=20)
        for who in (other, account, account)
    ]
    assert [answer.status_code for answer in answers] == [200, 503, 200]


def test_a_fault_can_be_removed(account: SandboxAccount) -> None:
    _send(account, "/faults", method="GET", path="/EndUsers", what="drop", count="3")
    page = _page(account, _home(account, "/scripts"))
    assert "connection dropped" in page.seen
    (action,) = [each for each in page.values("form", "action") if each.endswith("/remove")]
    _send(account, action.removeprefix(_home(account)))
    assert account.client.trusthub.v1.end_users.list(limit=1) == []


def test_a_wrong_pattern_is_said_on_the_page_and_changes_nothing(account: SandboxAccount) -> None:
    page = _send(account, "/faults", path="(", what="status", status="500")
    assert "not a pattern" in page.seen
    assert "(" not in [each["path"] for each in account.sandbox.control("GET", "/faults")["faults"]]


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "1e400", "one", "1e12"])
def test_a_number_that_is_none_changes_nothing(account: SandboxAccount, number: str) -> None:
    before = account.control("GET", "/clock")["now"]
    page = _send(account, "/clock", advance=number)
    assert "must be a number" in page.seen
    assert "must be a number" in _send(account, "/faults", status="500", count=number).seen
    assert account.control("GET", "/clock")["now"] == before


def test_switches_and_review_times_are_set_by_their_forms(account: SandboxAccount) -> None:
    names = " ".join(each["name"] for each in account.control("GET", "/settings")["switches"])
    _send(account, "/switches", switches=names, pace="1")
    _send(account, "/reviews", name="timing-brand-to-identity", by_hand="1", seconds="5")
    _send(account, "/reviews", name="timing-brand-to-vetted", seconds="77")
    switches = {
        each["name"]: each["on"] for each in account.control("GET", "/settings")["switches"]
    }
    reviews = account.control("GET", "/reviews")["reviews"]
    assert [name for name, on in switches.items() if on] == ["pace"]
    assert reviews["timing-brand-to-identity"] is None
    assert reviews["timing-brand-to-vetted"] == 77


def test_a_world_is_emptied_only_when_that_was_confirmed(account: SandboxAccount) -> None:
    Walk(account).service()
    refused = _send(account, "/reset")
    before = account.control("GET", "")["generation"]
    _send(account, "/reset", sure="1")
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
    page = _page(account, _home(account, "/deliveries"))
    assert "http://127.0.0.1:9/hook" in page.seen
    assert profile.sid in page.seen
    again = [each for each in page.values("form", "action") if each.endswith("/again")]
    assert again
    assert "goes out again" in _send(account, again[0].removeprefix(_home(account))).seen


def test_the_ledger_can_be_filtered(account: SandboxAccount) -> None:
    everything = account.sandbox.control("GET", "/fidelity")
    guesses = [each["says"] for each in everything["rules"] if each["certainty"] == "guess"]
    page = _page(account, "/fidelity", certainty="guess")
    assert guesses
    assert all(" ".join(says.split()) in page.seen for says in guesses)
    assert "GET trusthub /v1/CustomerProfiles" not in page.seen
    narrowed = _page(account, "/fidelity", text="no entry has such words")
    assert "No entry fits" in narrowed.seen


def test_an_account_nobody_used_is_not_made_by_looking(account: SandboxAccount) -> None:
    stranger = SandboxAccount(account.sandbox)
    url = account.sandbox.url + _home(stranger)
    answer = requests.get(url, headers=_OWN_BROWSER, timeout=20)
    asked = requests.get(f"{account.sandbox.url}/control/worlds/{stranger.sid}", timeout=20)
    assert (answer.status_code, asked.status_code) == (404, 404)
    assert "There is no account" in answer.text


def test_a_program_that_misses_its_path_is_told_so_as_by_twilio(account: SandboxAccount) -> None:
    answer = requests.get(f"{account.sandbox.url}/v1/Services", timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_of_another_site_can_change_nothing(
    account: SandboxAccount, headers: dict[str, str]
) -> None:
    before = account.control("GET", "/clock")["now"]
    answers = [
        requests.post(
            account.sandbox.url + _home(account, "/clock"),
            data={"advance": "60"},
            headers=headers,
            timeout=20,
        ),
        requests.post(
            f"{account.sandbox.url}/control/worlds/{account.sid}/clock",
            json={"advance": 60},
            headers=headers,
            timeout=20,
        ),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert account.control("GET", "/clock")["now"] == before


@pytest.mark.parametrize("path", ["/", "/journal", "/control", "/control/clock"])
def test_a_name_that_is_not_ours_gets_neither_pages_nor_control(
    sandbox_server: SandboxProcess, path: str
) -> None:
    port = sandbox_server.url.rpartition(":")[2]
    hosts = {
        f"rebound.example:{port}": 403,
        f"10.1.2.3:{port}": 403,
        f"127.0.0.1.rebound.example:{port}": 403,
        f"127.0.0.1:{port}": 200,
        f"localhost:{port}": 200,
        f"[::1]:{port}": 200,
    }
    got = {
        host: requests.get(
            sandbox_server.url + path, headers={"host": host}, timeout=20
        ).status_code
        for host in hosts
    }
    assert got == hosts


def test_twilio_is_still_answered_for_by_its_own_name(sandbox_server: SandboxProcess) -> None:
    answer = requests.get(
        f"{sandbox_server.url}/v1/Policies",
        headers={"host": "trusthub.twilio.com"},
        auth=(SandboxAccount(sandbox_server).sid, "any"),
        timeout=20,
    )
    assert answer.status_code == 200


def test_pages_are_told_to_load_nothing_from_elsewhere(account: SandboxAccount) -> None:
    answer = requests.get(account.sandbox.url, timeout=20)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = _Text(answer.text)
    sources = [
        *page.values("link", "href"),
        *page.values("script", "src"),
        *page.values("img", "src"),
    ]
    assert sources
    assert [each for each in sources if not each.startswith("/assets/")] == []
    assert "style" not in {name for _, attrs in page.tags for name in attrs}
    for source in sources:
        assert requests.get(account.sandbox.url + source, timeout=20).status_code == 200


def test_every_field_of_a_form_has_a_label(account: SandboxAccount) -> None:
    Walk(account).brand()
    for path in ("", "/resources", "/reviews", "/scripts", "/settings", "/deliveries"):
        answer = requests.get(
            account.sandbox.url + _home(account, path), headers=_OWN_BROWSER, timeout=20
        )
        bare = re.sub(r"<label.*?</label>", "", answer.text, flags=re.DOTALL)
        fields = re.findall(r"<(?:input|select)[^>]*>", bare)
        assert [each for each in fields if 'type="hidden"' not in each] == [], path


def test_going_back_never_leads_to_another_site(account: SandboxAccount) -> None:
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        answer = requests.post(
            account.sandbox.url + _home(account, "/clock"),
            data={"advance": "1", "back": back},
            allow_redirects=False,
            timeout=20,
        )
        assert answer.headers["location"].startswith("/?notice=")


def test_a_search_reaches_what_lies_behind_the_first_page(account: SandboxAccount) -> None:
    messaging = account.client.messaging.v1
    first = messaging.services.create(friendly_name="the very first").sid
    for number in range(55):
        messaging.services.create(friendly_name=f"service {number}")
    path = _home(account, "/resources/MessagingService")
    newest = _page(account, path)
    (older,) = [link for link in newest.values("a", "href") if "before=" in link]
    assert first not in newest.seen
    assert first in _page(account, older).seen
    assert first in _page(account, path, text="very FIRST").seen


def test_a_campaign_is_found_by_the_number_of_its_service(account: SandboxAccount) -> None:
    walk = Walk(account)
    service = walk.service()
    walk.campaign(service, walk.approved())
    account.advance(60)
    page = _resource(account, "MessagingService", service)
    assert "VERIFIED" in page.seen
    answer = requests.get(
        account.sandbox.url + _home(account, "/find"), params={"sid": service}, timeout=20
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
        for link in _page(account, "/journal", account=account.sid, method="POST").values(
            "a", "href"
        )
        if re.fullmatch(r"/journal/\d+", link)
    ]
    assert '"first_name" : "Ann"' in _page(account, row).seen


def test_the_text_of_a_campaign_is_on_its_page(account: SandboxAccount) -> None:
    walk = Walk(account)
    service = walk.service()
    walk.campaign(service, walk.approved())
    keys = [
        each["key"]
        for each in account.control("GET", "/resources?kind=Usa2p")["resources"]
        if each["key"].startswith(service)
    ]
    assert CAMPAIGN["description"] in _resource(account, "Usa2p", keys[0]).seen
