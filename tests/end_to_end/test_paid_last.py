"""Nothing is paid while something that costs nothing can still show that it would be wasted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests import cast
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, resources

ACME = EXAMPLES / "acme.yaml"


def onboard(home: Home, account: SandboxAccount, file: Path = ACME, *options: str) -> Ran:
    return home.run("onboard", file, "--target", account.sandbox.url, "--data", home.data, *options)


def kinds(account: SandboxAccount) -> list[str]:
    return [kind for kind, _ in resources(account)]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("customer_profile", [18602]), ("trust_product", [18601]), ("customer_profile", [])],
)
def test_a_bundle_that_is_rejected_costs_no_brand(
    kind: str, codes: list[int], at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/verdicts", kind=kind, outcome="reject", codes=codes)
    ran = onboard(at_account, account)
    assert ran.code == 3, ran
    assert "BrandRegistration" not in kinds(account)


def test_a_bundle_that_stays_in_review_costs_no_brand(
    at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/verdicts", kind="customer_profile", outcome="hold")
    ran = onboard(at_account, account, ACME, "--wait", "1")
    assert ran.code == 4, ran
    assert "BrandRegistration" not in kinds(account)
    assert "acme is not ready yet: preparing" in ran.out


def test_with_waiting_turned_off_the_brand_is_registered_while_the_bundles_are_in_review(
    at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/verdicts", kind="customer_profile", outcome="hold")
    impatient = at_account.with_settings(TENDLC_WAIT_FOR_APPROVAL="false")
    ran = onboard(impatient, account, ACME, "--wait", "1")
    assert ran.code == 4, ran
    assert kinds(account).count("BrandRegistration") == 1


def with_numbers(tmp_path: Path, *wishes: dict[str, str]) -> Path:
    file = tmp_path / "acme.yaml"
    document = {**cast.acme_document(), "phone_numbers": list(wishes)}
    file.write_text(yaml.safe_dump(document, sort_keys=False))
    return file


def own(account: SandboxAccount, number: str, service: bool = False) -> str:
    """Buy a number by hand, and put it into a messaging service of another use."""
    client = account.client
    sid = str(client.incoming_phone_numbers.create(phone_number=number).sid)
    if service:
        other = client.messaging.v1.services.create(friendly_name="another use")
        client.messaging.v1.services(other.sid).phone_numbers.create(phone_number_sid=sid)
    client.http_client.session.close()
    return sid


VOICE_ONLY = "+15005521715"


@pytest.mark.parametrize(
    ("wish", "owned", "in_service", "code", "field"),
    [
        ({"phone_number_sid": "PN" + "0" * 32}, None, False, "number_not_in_account", "_sid"),
        ({"phone_number_sid": ""}, VOICE_ONLY, False, "number_cannot_send", "_sid"),
        ({"phone_number_sid": ""}, "+12065550155", True, "request_refused", "_sid"),
        ({"phone_number": "+12065550155"}, "+12065550155", True, "request_refused", ""),
        ({"phone_number": VOICE_ONLY}, VOICE_ONLY, False, "number_cannot_send", ""),
        ({"phone_number": VOICE_ONLY}, None, False, "number_not_on_sale", ""),
        ({"phone_number": "+12025551234"}, None, False, "number_not_on_sale", ""),
        ({"area_code": "907"}, None, False, "no_number_on_sale", None),
    ],
)
def test_a_wish_that_cannot_be_fulfilled_is_told_before_anything_is_paid(
    wish: dict[str, str],
    owned: str | None,
    in_service: bool,
    code: str,
    field: str | None,
    at_account: Home,
    account: SandboxAccount,
    tmp_path: Path,
) -> None:
    sid = own(account, owned, in_service) if owned else ""
    if wish.get("phone_number_sid") == "":
        wish = {"phone_number_sid": sid}
    ran = onboard(at_account, account, with_numbers(tmp_path, wish), "--json")
    assert ran.code == 3, ran
    (task,) = ran.json["tasks"]
    assert task["code"] == code
    if code != "request_refused":
        place = "phone_numbers[0]" + ("" if field is None else f".phone_number{field}")
        assert task["fields"] == [place]
    assert not {"BrandRegistration", "Usa2p"} & set(kinds(account))
    assert kinds(account).count("IncomingPhoneNumber") == (1 if owned else 0)


@pytest.mark.parametrize("by", ["phone_number", "phone_number_sid"])
def test_a_number_that_the_account_owns_is_used_and_not_bought(
    by: str, at_account: Home, account: SandboxAccount, tmp_path: Path
) -> None:
    sid = own(account, "+12065550155")
    wish = {"phone_number": "+12065550155"} if by == "phone_number" else {by: sid}
    file = with_numbers(tmp_path, wish, {"phone_number": "+12065550156"})
    ran = onboard(at_account, account, file, "--json")
    assert ran.code == 0, ran
    assert kinds(account).count("IncomingPhoneNumber") == 2
    numbers = {one["phone_number"]: one["sid"] for one in ran.json["numbers"]}
    assert numbers["+12065550155"] == sid
    assert set(numbers) == {"+12065550155", "+12065550156"}
    assert {step["outcome"] for step in ran.json["steps"]} <= {"made", "done"}
    again = onboard(at_account, account, file, "--json")
    assert again.code == 0, again
    assert kinds(account).count("IncomingPhoneNumber") == 2


def test_a_wish_that_was_corrected_goes_on(
    at_account: Home, account: SandboxAccount, tmp_path: Path
) -> None:
    assert onboard(at_account, account, with_numbers(tmp_path, {"area_code": "907"})).code == 3
    ran = onboard(at_account, account, with_numbers(tmp_path, {"area_code": "206"}), "--json")
    assert ran.code == 0, ran
    assert [one["phone_number"][:5] for one in ran.json["numbers"]] == ["+1206"]


def test_stock_is_looked_at_again_right_before_the_purchase(
    at_account: Home, account: SandboxAccount, tmp_path: Path
) -> None:
    file = with_numbers(tmp_path, {"area_code": "206"})
    account.control("POST", "/verdicts", kind="campaign", outcome="hold")
    held = onboard(at_account, account, file, "--wait", "3", "--json")
    assert held.json["stage"] == "campaign review", held
    client = account.client
    on_sale = client.available_phone_numbers("US").local.list(area_code=206, limit=50)
    offered = [str(one.phone_number) for one in on_sale]
    client.http_client.session.close()
    for number in offered:
        own(account, number)
    sid = held.json["messaging_service"]["sid"]
    account.control("POST", "/verdicts", kind="campaign", outcome="approve", now=True, sid=sid)
    ran = onboard(at_account, account, file, "--json")
    assert ran.code == 0, ran
    (bought,) = [one["phone_number"] for one in ran.json["numbers"]]
    assert bought.startswith("+1206")
    assert bought not in offered
