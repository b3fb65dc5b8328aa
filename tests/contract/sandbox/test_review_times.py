"""When reviews come to an end: at once, by time, by reads, by hand; and lists that lag behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException

from tests.conftest import SandboxAccount, refused_start, start_sandbox
from tests.contract.sandbox.walkthrough import Walk


def reviews(account: SandboxAccount, **wanted: Any) -> Any:
    return account.control("POST", "/reviews", **wanted)["reviews"]


def brands(account: SandboxAccount) -> Any:
    return account.client.messaging.v1.brand_registrations


def after_identity_of(account: SandboxAccount, reads: int) -> Any:
    """Return a brand whose identity is decided after so many reads."""
    reviews(account, **{"timing-brand-to-identity": {"reads": reads}})
    brand = Walk(account).brand(skip_automatic_sec_vet=True)
    account.advance(60)
    return brand


def test_after_so_many_reads_a_review_is_over(account: SandboxAccount) -> None:
    brand = after_identity_of(account, 3)
    seen = [brands(account)(brand).fetch().status for _ in range(5)]
    assert seen == ["PENDING", "PENDING", "PENDING", "APPROVED", "APPROVED"]


def test_a_list_is_a_read_too(account: SandboxAccount) -> None:
    after_identity_of(account, 2)
    assert [brands(account).list()[0].status for _ in range(3)] == [
        "PENDING",
        "PENDING",
        "APPROVED",
    ]


def test_only_reads_of_the_resource_itself_count(account: SandboxAccount) -> None:
    first = after_identity_of(account, 1)
    second = Walk(account, "second").brand(skip_automatic_sec_vet=True)
    account.advance(60)
    account.client.trusthub.v1.customer_profiles.list()
    for _ in range(3):
        brands(account)(second).fetch()
    assert brands(account)(first).fetch().status == "PENDING"


def test_time_alone_does_not_end_what_waits_for_reads(account: SandboxAccount) -> None:
    brand = after_identity_of(account, 1)
    account.advance(365 * 86_400)
    (waiting,) = account.control("GET", "/schedule")["steps"]
    assert (waiting["key"], waiting["at"], waiting["reads"]) == (brand, None, 1)
    assert brands(account)(brand).fetch().status == "PENDING"


def test_all_stages_by_reads_lead_to_the_end(account: SandboxAccount) -> None:
    reviews(account, all={"reads": 1})
    walk = Walk(account)
    profile, trusthub = walk.profile(), account.client.trusthub.v1
    seen = [trusthub.customer_profiles(profile).fetch().status for _ in range(3)]
    assert seen == ["pending-review", "in-review", "twilio-approved"]
    trust = trusthub.trust_products(walk.trust(profile))
    assert [trust.fetch().status for _ in range(3)][-1] == "twilio-approved"
    made = brands(account).create(
        customer_profile_bundle_sid=profile,
        a2p_profile_bundle_sid=trust.fetch().sid,
        skip_automatic_sec_vet=True,
    )
    seen = [made.fetch().status for _ in range(3)]
    assert seen == ["PENDING", "PENDING", "APPROVED"]
    campaign = walk.campaign(walk.service(), made.sid)
    assert [campaign.fetch().campaign_status for _ in range(3)] == [
        "PENDING",
        "IN_PROGRESS",
        "VERIFIED",
    ]


def test_reads_are_counted_on_after_a_restart(tmp_path: Any) -> None:
    first = start_sandbox(tmp_path / "data")
    account = SandboxAccount(first)
    brand = after_identity_of(account, 2)
    seen = [brands(account)(brand).fetch().status]
    first.stop()
    second = start_sandbox(tmp_path / "data")
    again = SandboxAccount(second, account.sid, account.token)
    seen += [brands(again)(brand).fetch().status for _ in range(2)]
    second.stop()
    assert seen == ["PENDING", "PENDING", "APPROVED"]


def test_everything_at_once(account: SandboxAccount) -> None:
    reviews(account, all="instant")
    brand = Walk(account).brand()
    found = brands(account)(brand).fetch()
    assert (found.status, found.identity_status) == ("APPROVED", "VETTED_VERIFIED")


def test_everything_by_hand(account: SandboxAccount) -> None:
    reviews(account, all="by-hand")
    profile = Walk(account).profile()
    account.advance(365 * 86_400)
    place = account.client.trusthub.v1.customer_profiles(profile)
    seen = [place.fetch().status]
    account.control(
        "POST", "/verdicts", kind="customer_profile", outcome="approve", sid=profile, now=True
    )
    seen.append(place.fetch().status)
    assert seen == ["pending-review", "twilio-approved"]


def test_all_leaves_lifetimes_alone(account: SandboxAccount) -> None:
    found = reviews(account, all="instant")
    assert found["timing-brand-to-identity"] == 0
    assert (found["timing-otp-validity"], found["timing-mock-brand-life"]) == (86_400, 2_592_000)


def test_default_takes_a_setting_back(account: SandboxAccount) -> None:
    before = reviews(account, **{"timing-campaign-to-verdict": 99})
    after = reviews(account, all="default")
    assert [each["timing-campaign-to-verdict"] for each in (before, after)] == [99, 15]


def test_a_review_takes_the_time_it_was_given(account: SandboxAccount) -> None:
    reviews(account, **{"timing-bundle-to-in-review": 100})
    profile = Walk(account).profile()
    place = account.client.trusthub.v1.customer_profiles(profile)
    seen = []
    for seconds in (99, 2):
        account.advance(seconds)
        seen.append(place.fetch().status)
    assert seen == ["pending-review", "in-review"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"all": "sometimes"},
        {"all": {"reads": 0}},
        {"timing-brand-to-identity": {"reads": "3"}},
        {"timing-brand-to-identity": {"reads": 1, "writes": 1}},
        {"timing-brand-to-identity": -1},
    ],
)
def test_what_is_no_time_is_refused(account: SandboxAccount, wanted: dict[str, Any]) -> None:
    url = f"{account.sandbox.url}/control/worlds/{account.sid}/reviews"
    answer = requests.post(url, json=wanted, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_a_list_that_lags_shows_new_things_later(account: SandboxAccount) -> None:
    account.control("POST", "/settings", list_lag_seconds=10)
    service = Walk(account).service()
    services = account.client.messaging.v1.services
    at_once, fetched = services.list(), services(service).fetch().sid
    account.advance(11)
    assert (at_once, fetched, [each.sid for each in services.list()]) == ([], service, [service])


def test_a_campaign_list_lags_as_well(account: SandboxAccount) -> None:
    walk = Walk(account)
    service, brand = walk.service(), walk.approved()
    account.control("POST", "/settings", list_lag_seconds=10)
    walk.campaign(service, brand)
    campaigns = account.client.messaging.v1.services(service).us_app_to_person
    seen = [len(campaigns.list())]
    account.advance(11)
    seen.append(len(campaigns.list()))
    assert seen == [0, 1]


def test_lists_that_are_not_paged_by_sid_lag_as_well(account: SandboxAccount) -> None:
    account.advance(11)
    account.control("POST", "/settings", list_lag_seconds=10)
    made = account.client.api.v2010.accounts.create(friendly_name="Acme")
    configuration = {"destination": "http://127.0.0.1:9/events", "method": "POST"}
    account.client.events.v1.sinks.create(
        description="one", sink_type="webhook", sink_configuration=configuration
    )

    def listed() -> list[int]:
        accounts = account.client.api.v2010.accounts
        return [
            len(accounts.list(friendly_name="Acme")),
            len(account.client.events.v1.sinks.list()),
        ]

    seen = [listed()]
    account.advance(11)
    assert [*seen, listed()] == [[0, 0], [1, 1]]
    assert made.fetch().status == "active"


def test_the_lag_can_be_taken_back(account: SandboxAccount) -> None:
    account.control("POST", "/settings", list_lag_seconds=10)
    Walk(account).service()
    account.control("POST", "/settings", list_lag_seconds=0)
    assert len(account.client.messaging.v1.services.list()) == 1


def test_vetted_brands_can_be_left_out_of_the_list(account: SandboxAccount) -> None:
    account.control("POST", "/settings", brand_list_leaves_out_vetted=True)
    vetted = Walk(account).brand()
    plain = Walk(account, "plain").brand(skip_automatic_sec_vet=True)
    account.advance(120)
    assert [each.sid for each in brands(account).list()] == [plain]
    assert brands(account)(vetted).fetch().identity_status == "VETTED_VERIFIED"


def test_new_worlds_begin_as_the_options_of_the_sandbox_say(tmp_path: Path) -> None:
    sandbox = start_sandbox(tmp_path / "data", "--reviews", "instant", "--switch", "pace")
    account = SandboxAccount(sandbox)
    profile = Walk(account).profile()
    account.advance(1)
    fetched = account.client.trusthub.v1.customer_profiles(profile).fetch()
    assert fetched.status == "twilio-approved"
    assert account.control("GET", "")["settings"]["pace"] is True
    sandbox.stop()


def test_options_set_single_reviews_numbers_and_faults_and_have_clocks_stand_still(
    tmp_path: Path,
) -> None:
    options = [
        *("--speed", "0", "--switch", "list_lag_seconds=5"),
        *("--reviews", "instant", "--reviews", "brand-to-vetted=reads:3"),
        *("--reviews", "timing-campaign-to-verdict=by-hand", "--reviews", "brand-deletion=7.5"),
        *("--fault", "method=GET path='/v1/End Users|EndUsers' status=503 retry_after=2"),
    ]
    sandbox = start_sandbox(tmp_path / "data", *options)
    account = SandboxAccount(sandbox)
    account.client.messaging.v1.services.list()
    with pytest.raises(TwilioException, match="HTTP 503"):
        account.client.trusthub.v1.end_users.list()
    told = account.control("GET", "/reviews")["reviews"]
    switches = {
        each["name"]: each["number"] for each in account.control("GET", "/settings")["switches"]
    }
    assert account.control("GET", "/clock")["mode"] == "frozen"
    assert switches["list_lag_seconds"] == 5
    assert (told["timing-brand-to-vetted"], told["timing-campaign-to-verdict"]) == (
        {"reads": 3},
        None,
    )
    assert (told["timing-brand-deletion"], told["timing-brand-to-identity"]) == (7.5, 0)
    sandbox.stop()


def test_a_fault_of_an_option_waits_once_however_often_the_sandbox_starts(tmp_path: Path) -> None:
    for _ in range(2):
        sandbox = start_sandbox(tmp_path / "data", "--fault", "path=/Brand drop")
        faults = sandbox.control("GET", "/faults")["faults"]
        sandbox.stop()
    assert [(each["path"], each["drop"], each["world"]) for each in faults] == [
        ("/Brand", True, None)
    ]


def test_a_start_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    refused_start(tmp_path / "data", "--fault=path=/Brand drop", "--verdict=kind=brand")
    sandbox = start_sandbox(tmp_path / "data")
    assert sandbox.control("GET", "/faults")["faults"] == []
    sandbox.stop()


def test_a_verdict_of_an_option_decides_the_next_reviews_of_all_worlds(tmp_path: Path) -> None:
    verdict = ("--verdict", "kind=customer_profile outcome=reject codes=18602,18603 count=2")
    for _ in range(2):  # what waits from the start before is not asked for twice
        sandbox = start_sandbox(tmp_path / "data", "--reviews", "instant", *verdict)
        told = sandbox.control("GET", "/verdicts")["verdicts"]
        accounts = [SandboxAccount(sandbox), SandboxAccount(sandbox)]
        statuses = [
            account.client.trusthub.v1.customer_profiles(Walk(account).profile()).fetch()
            for account in (*accounts, accounts[0])
        ]
        sandbox.stop()
    assert [(each["kind"], each["codes"], each["count"]) for each in told] == [
        ("customer_profile", [18602, 18603], 2)
    ]
    assert [each.status for each in statuses] == [
        "twilio-rejected",
        "twilio-rejected",
        "twilio-approved",
    ]
    assert statuses[0].errors == [{"code": 18602}, {"code": 18603}]


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--verdict=kind=brand", "outcome must be one of"),
        ("--verdict=kind=cloud outcome=reject", "kind must be one of"),
        ("--verdict=kind=brand outcome=reject codes=soon", "codes=30795,30799"),
        ("--reviews=soon", "instant, by-hand, default"),
        ("--reviews=brand-to-veted=5", "timing-brand-to-vetted"),
        ("--reviews=brand-to-vetted=reads:0", "from 1 on"),
        ("--switch=peace", "pace"),
        ("--switch=list_lag_seconds", "must be a number"),
        ("--fault=path=/Brand", "needs a status"),
        ("--fault=status=500 place=here", "path=..."),
        ("--fault=status='500", "cannot be read"),
    ],
)
def test_options_that_are_none_are_refused_with_those_that_are(
    tmp_path: Path, option: str, says: str
) -> None:
    told = refused_start(tmp_path / "data", option)
    assert says in told
    assert len(told.splitlines()) == 2
    assert "\nNext: " in told
