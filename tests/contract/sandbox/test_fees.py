"""What a registration would have cost: charged where Twilio takes the money, and once."""

from __future__ import annotations

from typing import Any

from tests.conftest import SandboxAccount
from tests.contract.sandbox.test_authentication_plus import PUBLIC
from tests.contract.sandbox.test_campaign_lifecycle import edit
from tests.contract.sandbox.walkthrough import Walk

MONTH = 30 * 86_400


def spent(account: SandboxAccount) -> float:
    left: Any = account.client.balance.fetch().balance
    return round(1000 - float(left), 2)


def test_a_brand_is_charged_when_it_is_registered(account: SandboxAccount) -> None:
    Walk(account).brand()
    before = spent(account)
    account.advance(120)
    assert (before, spent(account)) == (0, 46)


def test_an_update_of_a_brand_is_free(account: SandboxAccount) -> None:
    brand = Walk(account).approved(business={"social_media_profile_urls": "[sandbox:30795]"})
    account.client.messaging.v1.brand_registrations(brand).update()
    account.advance(120)
    assert spent(account) == 4.5


def test_a_campaign_is_charged_once_and_by_the_month(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved()
    campaign = walk.campaign(walk.service(), brand, privacy_policy_url="")
    account.advance(60)
    edit(campaign)
    account.advance(60)
    seen = [spent(account)]
    account.advance(MONTH)
    seen.append(spent(account))
    campaign.delete()
    account.advance(MONTH)
    seen.append(spent(account))
    assert seen == [4.5 + 15 + 1.5, 4.5 + 15 + 3, 4.5 + 15 + 3]


def test_usage_counts_the_days_asked_for_and_no_month_to_come(account: SandboxAccount) -> None:
    walk = Walk(account)
    walk.campaign(walk.service(), walk.approved())
    account.advance(120)

    def price(**days: str) -> Any:
        records = account.client.usage.records.list(category="a2p-registration-fee", **days)
        return [float(record.price) for record in records]

    assert price() == price(end_date="9999-12-31") == [4.5 + 15 + 1.5]
    assert price(start_date="2010-01-01", end_date="2010-12-31") == [0]
    assert price(start_date="-1days", end_date="+1days") == price()


def test_every_mail_of_authentication_plus_is_charged(account: SandboxAccount) -> None:
    Walk(account).approved(messaging=PUBLIC)
    assert spent(account) == 4.5 + 12.5


def test_mock_brands_cost_nothing(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.brand(mock=True)
    account.advance(120)
    walk.campaign(walk.service(), brand)
    account.advance(120)
    assert spent(account) == 0
