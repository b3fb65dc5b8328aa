"""A political committee: its Campaign Verify result is imported before the campaign is paid."""

from __future__ import annotations

import pytest
import yaml

from tests import cast
from tests.cast import Document
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import Home, Ran, journal, resources


def onboard(home: Home, account: SandboxAccount, document: Document, *options: str) -> Ran:
    file = home.path / "customer.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False))
    return home.run("onboard", file, "--target", account.sandbox.url, "--data", home.data, *options)


def imports(account: SandboxAccount) -> int:
    sent = [one for one in journal(account) if one["target"].endswith("/Vettings")]
    return sum(one["method"] == "POST" for one in sent)


def with_secret(secret: str, token: int = 1) -> Document:
    document = cast.hometown_pac_document(token)
    kept = document["brand"]["campaign_verify_token"].replace("kept", secret)
    return {**document, "brand": {**document["brand"], "campaign_verify_token": kept}}


def test_a_committee_with_a_token_becomes_ready_and_its_token_stays_secret(
    at_account: Home, account: SandboxAccount
) -> None:
    document = with_secret("h1ghlysecret")
    ran = onboard(at_account, account, document, "--json")
    assert ran.code == 0, ran
    assert (ran.json["campaign"]["use_case"], ran.json["campaign"]["status"]) == (
        "POLITICAL",
        "VERIFIED",
    )
    assert imports(account) == 1
    again = onboard(at_account, account, document)
    status = at_account.run("status", "hometown-pac", "--data", at_account.data)
    assert again.code == status.code == 0
    assert imports(account) == 1
    for text in (ran.out, ran.err, again.out, status.out):
        assert "h1ghlysecret" not in text
    files = [file for file in at_account.data.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if b"h1ghlysecret" in file.read_bytes()]


@pytest.mark.parametrize(
    ("use_case", "mark", "bought"),
    [
        ("POLITICAL", "", 0),
        ("POLITICAL", "[sandbox:501c4]", 1),
        ("CHARITY", "[sandbox:501c6]", 0),
        ("CHARITY", "", 1),
    ],
)
def test_a_use_case_that_the_tax_exemption_rules_out_costs_no_campaign(
    use_case: str, mark: str, bought: int, at_account: Home, account: SandboxAccount
) -> None:
    document = cast.delta_aid_document()
    document["campaign"]["us_app_to_person_usecase"] = use_case
    document["authorized_representatives"][0]["business_title"] = f"Executive director {mark}"
    ran = onboard(at_account, account, document, "--json")
    assert [kind for kind, _ in resources(account)].count("Usa2p") == bought
    codes = [task["code"] for task in ran.json["tasks"]]
    assert ("use_case_closed" in codes) is (bought == 0), codes
    if bought:
        return
    document["campaign"]["us_app_to_person_usecase"] = "PUBLIC_SERVICE_ANNOUNCEMENT"
    assert onboard(at_account, account, document, "--json").code == 0


@pytest.mark.parametrize(
    ("secret", "code"),
    [("[sandbox:expired]", "request_refused"), ("[sandbox:vetting-failed]", "vetting_failed")],
)
def test_a_token_that_does_not_work_costs_no_campaign_and_a_new_one_goes_on(
    secret: str, code: str, at_account: Home, account: SandboxAccount
) -> None:
    ran = onboard(at_account, account, with_secret(secret), "--json")
    assert ran.code == 3, ran
    (task,) = ran.json["tasks"]
    assert (task["code"], task["owner"]) == (code, "business")
    assert task["fields"] == ["brand.campaign_verify_token"]
    assert task["command"].startswith("tendlc onboard")
    assert secret not in ran.out
    assert "Usa2p" not in [kind for kind, _ in resources(account)]
    ready = onboard(at_account, account, with_secret("fresh", token=2), "--json")
    assert ready.code == 0, ready
    assert imports(account) == 2


def test_a_lost_answer_to_the_import_is_looked_up_and_not_repeated(
    at_account: Home, account: SandboxAccount
) -> None:
    account.sandbox.control(
        "POST",
        "/faults",
        account=account.sid,
        method="POST",
        path="/Vettings",
        when="after",
        drop=True,
    )
    ran = onboard(at_account, account, cast.hometown_pac_document(), "--json")
    assert ran.code == 0, ran
    assert imports(account) == 1
    (step,) = [step for step in ran.json["steps"] if step["number"] == "5.2"]
    assert step["outcome"] == "made"
