"""The inspector's door: whom it refuses, what it hides, and what pages may not do."""

from __future__ import annotations

import re

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.browsing import BROWSER, Seen, home, page_of, send
from tests.contract.sandbox.walkthrough import Walk

HOSTILE = "<script>alert`1`</script>"


def test_what_a_name_contains_is_text_on_every_page(account: SandboxAccount) -> None:
    walk = Walk(account, HOSTILE)
    profile = walk.profile({"business_name": HOSTILE})
    account.control("POST", "/verdicts", kind="brand", outcome="approve", sid=HOSTILE)
    account.sandbox.control("POST", "/faults", path=HOSTILE, status=500, account=account.sid)
    paths = ["", "/resources", "/reviews", "/scripts", "/resources/EndUser"]
    paths += [f"/resources/CustomerProfile/{profile}", f"/resources/EndUser/{walk.business}"]
    pages = [page_of(account, home(account, path)) for path in paths]
    pages.append(page_of(account, "/journal", account=account.sid, text=HOSTILE))
    assert sum(HOSTILE in page.seen for page in pages) >= 6
    for page in pages:
        scripts = [attrs.get("src") or "" for tag, attrs in page.tags if tag == "script"]
        assert len(scripts) == 1
        assert scripts[0].startswith("/assets/inspector.js")


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
    listing = page_of(account, "/journal", account=account.sid)
    for path in {link for link in listing.values("a", "href") if link.startswith("/journal/")}:
        shown += page_of(account, path).seen
    for kind in ("Key", "CustomerProfile"):
        for link in page_of(account, home(account, f"/resources/{kind}")).values("a", "href"):
            if f"/resources/{kind}/" in link:
                shown += page_of(account, link).seen
    assert "with a password" in shown
    assert [secret for secret in (*hidden, "correct-horse") if secret in shown] == []
    for secret in hidden:
        found = page_of(account, "/journal", account=account.sid, text=secret)
        assert "No request fits" in found.seen


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "1e400", "one", "1e12"])
def test_a_number_that_is_none_changes_nothing(account: SandboxAccount, number: str) -> None:
    before = account.control("GET", "/clock")["now"]
    page = send(account, "/clock", advance=number)
    assert "must be a number" in page.seen
    assert "must be a number" in send(account, "/faults", status="500", count=number).seen
    assert account.control("GET", "/clock")["now"] == before


def test_an_account_nobody_used_is_not_made_by_looking(account: SandboxAccount) -> None:
    stranger = SandboxAccount(account.sandbox)
    url = account.sandbox.url + home(stranger)
    answer = requests.get(url, headers=BROWSER, timeout=20)
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
            account.sandbox.url + home(account, "/clock"),
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
    page = Seen(answer.text)
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
            account.sandbox.url + home(account, path), headers=BROWSER, timeout=20
        )
        bare = re.sub(r"<label.*?</label>", "", answer.text, flags=re.DOTALL)
        fields = re.findall(r"<(?:input|select)[^>]*>", bare)
        assert [each for each in fields if 'type="hidden"' not in each] == [], path


def test_going_back_never_leads_to_another_site(account: SandboxAccount) -> None:
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        answer = requests.post(
            account.sandbox.url + home(account, "/clock"),
            data={"advance": "1", "back": back},
            headers={"origin": account.sandbox.url},
            allow_redirects=False,
            timeout=20,
        )
        assert answer.headers["location"].startswith("/?notice=")
