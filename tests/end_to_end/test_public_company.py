"""A public company: no campaign is paid before the Authentication+ mail was opened."""

from __future__ import annotations

import yaml

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, resources

BOREALIS = (EXAMPLES / "borealis.yaml").read_text()
MAILBOX = "messaging-compliance@borealis-energy.example"


def onboard(home: Home, account: SandboxAccount, text: str, *options: str) -> Ran:
    file = home.path / "borealis.yaml"
    file.write_text(text)
    return home.run("onboard", file, "--target", account.sandbox.url, "--data", home.data, *options)


def kinds(account: SandboxAccount) -> set[str]:
    return {kind for kind, _ in resources(account)}


def ignored() -> str:
    """Let nobody open the mail: a marker in a title that the brand's review reads."""
    document = yaml.safe_load(BOREALIS)
    document["business_information"]["business_name"] += " [sandbox:mail-ignored]"
    return yaml.safe_dump(document, sort_keys=False)


def test_an_unopened_mail_is_a_task_with_mailbox_and_deadline_and_costs_no_campaign(
    at_account: Home, account: SandboxAccount
) -> None:
    ran = onboard(at_account, account, ignored(), "--wait", "2", "--json")
    (task,) = ran.json["tasks"]
    assert (task["code"], task["owner"]) == ("authentication_awaited", "business")
    assert MAILBOX in task["reason"]
    assert "at the latest" in task["next_step"]
    assert "Usa2p" not in kinds(account)


def test_a_mail_that_expired_costs_no_campaign_and_says_the_way_back(
    at_account: Home, account: SandboxAccount
) -> None:
    onboard(at_account, account, ignored(), "--wait", "2", "--json")
    account.advance(8 * 86400)
    ran = onboard(at_account, account, ignored(), "--wait", "5", "--json")
    assert ran.code == 3, ran
    (task,) = ran.json["tasks"]
    assert task["code"] == "authentication_failed"
    assert "$12.50" in task["cost"]
    assert "Usa2p" not in kinds(account)


def test_an_opened_mail_lets_the_campaign_follow(at_account: Home, account: SandboxAccount) -> None:
    ran = onboard(at_account, account, BOREALIS, "--json")
    assert ran.code == 0, ran
    assert ran.json["stage"] == "registered"
