"""A person at the pages: everything that can be done there is done, and the sandbox did it.

With JavaScript and without, since the pages promise both.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Opener, skip_without_chromium
from tests.conftest import SandboxAccount
from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, Walk

skip_without_chromium()


def home(account: SandboxAccount, part: str = "") -> str:
    return f"/accounts/{account.sid}{part}"


def press(page: Page, name: str, **which: Any) -> None:
    page.get_by_role("button", name=name, **which).click()


def says(page: Page, text: str) -> None:
    """Wait for what the page says of the form that was sent."""
    expect(page.locator("[role=status], [role=alert]").first).to_contain_text(text)


def profile_in_review(account: SandboxAccount, **fields: Any) -> Any:
    profiles = account.client.trusthub.v1.customer_profiles
    sid = profiles.create(
        friendly_name="Acme", email="isv@isv.example", policy_sid=PROFILE_POLICY, **fields
    ).sid
    profiles(sid).update(status="pending-review")
    return profiles(sid)


def test_a_walkthrough_is_followed_from_the_start_page(
    visit_both: Opener, account: SandboxAccount
) -> None:
    walk = Walk(account, "Acme Heating")
    brand = walk.approved()
    page = visit_both("/")
    page.get_by_role("link", name=account.sid).click()
    page.get_by_role("link", name="Acme Heating · STANDARD").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("APPROVED")
    history = page.get_by_role("region", name="History")
    expect(history.get_by_role("listitem")).to_contain_text(["verify", "register", "created"])
    page.get_by_role("region", name="Links").get_by_text("Acme Heating").first.click()
    expect(page).to_have_url(
        f"{account.sandbox.url}{home(account)}/resources/CustomerProfile/{walk.profile_sid}"
    )
    expect(page.get_by_role("region", name="Links")).to_contain_text(brand)


def test_a_request_is_read_with_its_bodies(visit: Opener, account: SandboxAccount) -> None:
    account.client.trusthub.v1.end_users.create(
        friendly_name="Ann Acme", type="authorized_representative_1"
    )
    page = visit(f"/journal?account={account.sid}")
    page.get_by_label("Text").fill("Ann Acme")
    press(page, "Filter")
    page.get_by_role("link", name="/v1/EndUsers").click()
    expect(page.get_by_role("region", name="Sent")).to_contain_text("Ann Acme")
    expect(page.get_by_role("region", name="Answered")).to_contain_text(
        '"friendly_name": "Ann Acme"'
    )


def test_approve_now_approves(visit_both: Opener, account: SandboxAccount) -> None:
    profile = profile_in_review(account)
    page = visit_both(home(account, "/reviews"))
    press(page, "Approve now")
    says(page, "Decided: approved")
    assert profile.fetch().status == "twilio-approved"


def test_a_code_and_the_enter_key_reject(visit_both: Opener, account: SandboxAccount) -> None:
    profile = profile_in_review(account)
    page = visit_both(home(account, "/reviews"))
    page.get_by_text("Reject now…").click()
    page.get_by_label("Codes").fill("18602")
    page.get_by_label("Codes").press("Enter")
    says(page, "Decided: rejected")
    assert profile.fetch().errors == [{"code": 18602}]


def test_the_page_of_what_was_rejected_says_why(visit: Opener, account: SandboxAccount) -> None:
    account.control("POST", "/verdicts", kind="customer_profile", outcome="reject", codes=[18602])
    profile = profile_in_review(account)
    account.advance(60)
    page = visit(home(account, f"/resources/CustomerProfile/{profile.fetch().sid}"))
    expect(page.get_by_role("region", name="Why")).to_contain_text("18602 The registration number")


def test_the_clock_is_advanced_by_a_button_and_by_an_amount(
    visit_both: Opener, account: SandboxAccount
) -> None:
    before = account.control("GET", "/clock")["now"]
    page = visit_both(home(account))
    press(page, "Advance by 1 day")
    says(page, "moved by 1 d")
    page.get_by_text("More…").click()
    page.get_by_label("Amount").fill("3")
    page.get_by_label("Unit").select_option("hours")
    press(page, "Advance", exact=True)
    says(page, "moved by 3 h")
    assert account.control("GET", "/clock")["now"] == pytest.approx(before + 86_400 + 3 * 3600)


def test_every_switch_is_set(visit_both: Opener, account: SandboxAccount) -> None:
    page = visit_both(home(account, "/settings"))
    switches = page.get_by_role("region", name="Switches")
    for box in switches.get_by_role("checkbox").all():
        box.check()
    switches.get_by_role("spinbutton").fill("2.5")
    press(page, "Set the switches")
    says(page, "The switches are set")
    told = account.control("GET", "/settings")["switches"]
    assert len(told) > 3
    assert {each["number"] or each["on"] for each in told} == {True, 2.5}


@pytest.mark.parametrize(
    ("amount", "takes", "told"),
    [("3", "reads", {"reads": 3}), ("", "by hand", None), ("", "as usual", 2)],
)
def test_a_review_waits_for_reads_or_for_a_person_and_shows_it(
    visit_both: Opener, account: SandboxAccount, amount: str, takes: str, told: Any
) -> None:
    account.control("POST", "/reviews", **{"timing-brand-to-registered": 77})
    page = visit_both(home(account, "/settings"))
    row = page.get_by_role("listitem").filter(has_text="brand: PENDING to registered")
    row.get_by_role("spinbutton").fill(amount)
    row.get_by_role("combobox").select_option(takes)
    row.get_by_role("button").click()
    says(page, "Set.")
    expect(row.get_by_role("spinbutton")).to_have_value("2" if takes == "as usual" else amount)
    assert account.control("GET", "/reviews")["reviews"]["timing-brand-to-registered"] == told


def test_all_reviews_are_made_instant(visit: Opener, account: SandboxAccount) -> None:
    page = visit(home(account, "/settings"))
    press(page, "Instant")
    says(page, "Set.")
    assert account.control("GET", "/reviews")["reviews"]["timing-campaign-to-verdict"] == 0


def test_a_fault_is_added_shown_and_removed(visit_both: Opener, account: SandboxAccount) -> None:
    page = visit_both(home(account, "/scripts"))
    page.get_by_label("Path contains").fill("/EndUsers")
    page.get_by_label("Method").select_option("any")
    page.get_by_role("spinbutton", name="Status").fill("503")
    page.get_by_label("Retry-After").fill("7")
    press(page, "Add the fault")
    faults = page.get_by_role("region", name="Faults")
    expect(faults).to_contain_text("status 503, Retry-After 7 s, before the change, once")
    press(page, "Remove this fault")
    says(page, "removed")
    expect(faults).to_contain_text("No fault waits")
    assert account.client.trusthub.v1.end_users.list(limit=1) == []


def test_a_delivery_is_sent_again(
    visit: Opener, account: SandboxAccount, receiver: Receiver
) -> None:
    profile_in_review(account, status_callback=f"{receiver.url}/hook")
    account.control("POST", "/deliveries/settle", seconds=5)
    page = visit(home(account, "/deliveries"))
    press(page, "Send again")
    says(page, "goes out again")
    account.control("POST", "/deliveries/settle", seconds=5)
    assert [each.form["Status"] for each in receiver.came] == ["pending-review"] * 2


def test_a_snapshot_is_kept_and_restored(visit_both: Opener, account: SandboxAccount) -> None:
    end_users = account.client.trusthub.v1.end_users
    first = end_users.create(friendly_name="first", type="authorized_representative_1").sid
    page = visit_both(home(account, "/settings"))
    page.get_by_label("Name of the snapshot").fill("one-user")
    press(page, "Keep the world as it is")
    says(page, "kept as one-user")
    end_users.create(friendly_name="second", type="authorized_representative_1")
    press(page, "Restore one-user")
    says(page, "what it was when one-user was kept")
    assert [each.sid for each in end_users.list()] == [first]


def test_a_world_is_emptied_after_the_box_was_ticked(
    visit_both: Opener, account: SandboxAccount
) -> None:
    account.client.messaging.v1.services.create(friendly_name="gone")
    page = visit_both(home(account, "/settings"))
    page.get_by_text("Empty this world…").click()
    page.get_by_label("Yes, empty it").check()
    press(page, "Empty the world")
    says(page, "The world is empty")
    assert account.client.messaging.v1.services.list() == []


def test_what_others_do_to_a_brand_is_done(visit: Opener, account: SandboxAccount) -> None:
    brand = Walk(account).approved()
    page = visit(home(account, f"/resources/BrandRegistration/{brand}"))
    page.get_by_label("Act").select_option("a violation suspends it")
    press(page, "Do it")
    says(page, "Done")
    assert account.client.messaging.v1.brand_registrations(brand).fetch().status == "SUSPENDED"


def test_a_subaccount_is_suspended_and_reactivated(visit: Opener, account: SandboxAccount) -> None:
    child = account.client.api.v2010.accounts.create(friendly_name="Delta Aid").sid
    page = visit(home(account))
    statuses = []
    for button in ("Suspend Delta Aid", "Reactivate Delta Aid"):
        press(page, button)
        says(page, "The account is")
        statuses.append(account.client.api.v2010.accounts(child).fetch().status)
    assert statuses == ["suspended", "active"]


def test_a_name_is_put_into_the_tax_register(visit: Opener, account: SandboxAccount) -> None:
    page = visit(home(account, "/settings"))
    page.get_by_label("Tax number").fill("12-3456789")
    page.get_by_label("Legal name").fill("Acme Holding")
    press(page, "Add the name")
    says(page, "The register has the name")
    assert account.control("GET", "/legal_names")["legal_names"] == {"12-3456789": "Acme Holding"}


def test_a_refused_form_keeps_what_was_typed(visit_both: Opener, account: SandboxAccount) -> None:
    page = visit_both(home(account, "/scripts"))
    page.get_by_label("Path contains").fill("/Brand(")
    page.get_by_label("Method").select_option("DELETE")
    page.get_by_label("What happens").select_option("no answer: reset")
    page.get_by_label("How often").fill("4")
    press(page, "Add the fault")
    says(page, "path is not a pattern")
    expect(page.get_by_label("Path contains")).to_have_value("/Brand(")
    expect(page.get_by_label("Method")).to_have_value("DELETE")
    expect(page.get_by_label("What happens")).to_have_value("reset")
    expect(page.get_by_label("How often")).to_have_value("4")


def test_a_page_that_stays_open_follows_the_world(
    open_page: Opener, account: SandboxAccount
) -> None:
    page = open_page("/")
    page.clock.install()
    page.goto(home(account))
    Walk(account, "Acme Heating").approved()
    page.clock.run_for(3000)
    expect(page.get_by_role("region", name="The registration")).to_contain_text("APPROVED")


def test_the_page_of_a_resource_that_stays_open_follows_it(
    open_page: Opener, account: SandboxAccount
) -> None:
    profile = profile_in_review(account)
    page = open_page("/")
    page.clock.install()
    page.goto(home(account, f"/resources/CustomerProfile/{profile.fetch().sid}"))
    account.control("POST", "/verdicts", kind="customer_profile", outcome="reject", codes=[18602])
    account.advance(60)
    page.clock.run_for(3000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("twilio-rejected")
    expect(page.get_by_role("region", name="Why")).to_contain_text("18602")
    expect(page.get_by_role("region", name="What waits for it")).to_have_count(0)


def test_what_is_being_typed_is_left_alone_by_the_page(
    open_page: Opener, account: SandboxAccount
) -> None:
    profile_in_review(account)
    page = open_page("/")
    page.clock.install()
    page.goto(home(account, "/reviews"))
    page.get_by_text("Reject now…").click()
    page.get_by_label("Codes").fill("18602")
    account.client.messaging.v1.services.create(friendly_name="something new")
    page.clock.run_for(3000)
    expect(page.get_by_label("Codes")).to_have_value("18602")


def test_a_review_is_decided_on_a_phone(open_page: Opener, account: SandboxAccount) -> None:
    profile = profile_in_review(account)
    page = open_page(home(account), width=PHONE, has_touch=True, is_mobile=True)
    page.get_by_role("link", name="Reviews").tap()
    page.get_by_role("button", name="Approve now").tap()
    says(page, "Decided: approved")
    assert profile.fetch().status == "twilio-approved"
