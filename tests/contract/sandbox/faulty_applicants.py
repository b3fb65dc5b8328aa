"""Applicants with one fault each: changes of the tidy campaign of Acme, or of its business.

Beside each stands the code that a reviewer would give.
"""

from __future__ import annotations

from typing import Any

from tests.contract.sandbox.applicants import Applicant
from tests.contract.sandbox.walkthrough import CAMPAIGN


def _flow(sentence: str) -> Applicant:
    """Acme with one more sentence in its message flow."""
    return Applicant(campaign={"message_flow": f"{CAMPAIGN['message_flow']} {sentence}"})


def _only_flow(text: str) -> Applicant:
    return Applicant(campaign={"message_flow": text})


def _samples(*texts: str, **changes: Any) -> Applicant:
    return Applicant(
        campaign={"message_samples": list(texts), "has_embedded_links": False, **changes}
    )


def _offer(description: str, **changes: Any) -> Applicant:
    return Applicant(campaign={"description": description, **changes})


BAD_CAMPAIGNS: dict[str, tuple[int, Applicant]] = {
    "vague description": (
        30886,
        _offer("We send text messages to our customers about various things they may like."),
    ),
    "description in Spanish": (
        30910,
        _offer("Acme Heating avisa a sus clientes por mensaje de las citas que han pedido con él."),
    ),
    "message flow in French": (
        30910,
        _only_flow(
            "Les clients cochent une box pour recevoir des messages de Acme, avec votre accord."
        ),
    ),
    "friends and family": (
        30532,
        _offer("Acme Heating is how I keep my friends and family up to date about birthdays."),
    ),
    "cannabis": (
        30883,
        _offer("Acme Heating tells its customers which cannabis strains arrived this week."),
    ),
    "firearms in a sample": (
        30883,
        _samples(
            "Acme Heating: handguns and ammo are on the shelf again. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
        ),
    ),
    "prize that nobody has won": (
        30884,
        _samples(
            "Acme Heating: you have won a $500 voucher, answer YES now. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
        ),
    ),
    "guaranteed income": (
        30885,
        _offer("Acme Heating shows its members a guaranteed income of $900 a week from home."),
    ),
    "payday loans": (
        30897,
        _offer("Acme Heating offers payday loans to customers who wait for their wages."),
    ),
    "debt relief": (
        30897,
        _offer("Acme Heating helps customers with debt relief and tells them about its progress."),
    ),
    "crypto": (
        30897,
        _offer("Acme Heating sends its subscribers daily news about cryptocurrency trades."),
    ),
    "loans without the flag": (
        30895,
        _offer("Acme Heating reminds its customers of the loan payments for their furnaces."),
    ),
    "flag without loans": (
        30895,
        Applicant(campaign={"direct_lending": True}),
    ),
    "wine without an age gate": (
        30888,
        _offer("Acme Heating invites its customers to tastings of wine from its own cellar."),
    ),
    "age gate that nobody sees": (
        30888,
        _offer(
            "Acme Heating invites its customers to tastings of beer from its own brewery.",
            age_gated=True,
        ),
    ),
    "nobody ever agrees": (
        30909,
        _only_flow(
            "We take the mobile numbers of customers from our billing system and text all of them"
            " when there is something to say."
        ),
    ),
    "texts without consent": (
        30909,
        _only_flow("Everybody who has ever called us gets our texts without any consent at all."),
    ),
    "bought list": (
        30896,
        _flow("We also purchased a list of home owners in the county."),
    ),
    "numbers shared with partners": (
        30896,
        _flow("Numbers may be shared with our marketing partners."),
    ),
    "keyword that is not given": (
        30896,
        _flow("Customers can also text HEAT to 303-555-0100 to join."),
    ),
    "opt-in behind a login": (
        30921,
        _only_flow(
            "After logging in to their account, customers find the page on which they agree to"
            " receive reminders from Acme Heating. Reply STOP to end."
        ),
    ),
    "consent as a condition": (
        30923,
        _only_flow(
            "At checkout customers must agree to receive texts from Acme Heating before they can"
            " pay. Reply STOP to end."
        ),
    ),
    "order taken for consent": (
        30923,
        _only_flow(
            "By placing an order customers agree to receive texts from Acme Heating. Reply STOP to"
            " end the messages."
        ),
    ),
    "box ticked beforehand": (
        30925,
        _only_flow(
            "On https://acme-heating.example/book customers see a box for reminders that is checked"
            " by default. Reply STOP to end."
        ),
    ),
    "one consent for all channels": (
        30556,
        _only_flow(
            "On https://acme-heating.example/book customers tick one empty box: I agree to receive"
            " calls, e-mails and texts from Acme Heating. Reply STOP to end."
        ),
    ),
    "no way out": (
        30887,
        Applicant(
            campaign={
                "message_flow": "Customers type their number on https://acme-heating.example/book"
                " and tick a box that is empty by default. Message and data rates may apply.",
                "message_samples": [
                    "Acme Heating: your visit is [date]. Call to cancel your appointment.",
                    "Acme Heating: our technician comes at [time], work will end by 5 pm.",
                ],
                "has_embedded_links": False,
            }
        ),
    ),
    "farewell that promises nothing": (
        30887,
        Applicant(campaign={"opt_out_message": "Acme Heating thanks you for your message today."}),
    ),
    "help from nobody": (
        30890,
        Applicant(campaign={"help_message": "Acme Heating will be with you shortly."}),
    ),
    "help without the name": (
        30890,
        Applicant(campaign={"help_message": "For help call 303-555-0142 on any weekday."}),
    ),
    "opt-in keyword without its answer": (
        30896,
        Applicant(campaign={"opt_in_keywords": ["HEAT"]}),
    ),
    "link that the flag denies": (30889, Applicant(campaign={"has_embedded_links": False})),
    "phone number that the flag denies": (
        30889,
        _samples(
            "Acme Heating: call 3035550142 to move your visit. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
        ),
    ),
    "phone number that is not there": (30889, Applicant(campaign={"has_embedded_phone": True})),
    "public shortener": (
        30892,
        _samples(
            "Acme Heating: your visit is [date], see https://bit.ly/3xyz. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
            has_embedded_links=True,
        ),
    ),
    "plain http": (
        30892,
        _samples(
            "Acme Heating: see http://acme-heating.example/v for details. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
            has_embedded_links=True,
        ),
    ),
    "samples that name nobody": (
        30893,
        _samples(
            "Your visit is on [date] between 8 and 10. Reply STOP to end.",
            "Our technician is on the way to you. Reply STOP to end.",
        ),
    ),
    "codes that are none": (
        30893,
        _samples(
            "Acme Heating: your visit is on [date]. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
            us_app_to_person_usecase="2FA",
        ),
    ),
    "offers among notices": (
        30893,
        _samples(
            "Acme Heating: 20% off every furnace this week. Reply STOP to end.",
            "Acme Heating: our technician is on the way. Reply STOP to end.",
            us_app_to_person_usecase="ACCOUNT_NOTIFICATION",
        ),
    ),
    "campaign of another business": (
        30894,
        Applicant(
            campaign={
                "description": "Borealis Pools reminds its customers of the visits they booked.",
                "message_flow": "Customers tick an empty box for texts on the booking form of"
                " Borealis"
                " Pools, https://borealis-pools.example/book. Message and data rates may apply.",
                "message_samples": [
                    "Borealis Pools: your visit is on [date]. Reply STOP to end.",
                    "Borealis Pools: our technician is on the way. Reply STOP to end.",
                ],
                "has_embedded_links": False,
            }
        ),
    ),
    "no privacy policy": (30908, Applicant(campaign={"privacy_policy_url": ""})),
    "no terms": (30882, Applicant(campaign={"terms_and_conditions_url": ""})),
    "donations to a company": (
        30900,
        Applicant(campaign={"us_app_to_person_usecase": "CHARITY"}),
    ),
    "votes without a right to ask for them": (
        30900,
        Applicant(campaign={"us_app_to_person_usecase": "POLITICAL"}),
    ),
}

_PUBLIC = {"company_type": "public", "stock_exchange": "NYSE", "stock_ticker": "ACME"}
BAD_BRANDS: dict[str, tuple[int, Applicant]] = {
    "social security number": (
        30795,
        Applicant(business={"business_registration_number": "123-45-6789"}),
    ),
    "name beyond all limits": (30701, Applicant(business={"business_name": "A" * 256})),
    "name in signs": (30756, Applicant(business={"business_name": "@@@ H34T!!! @@@"})),
    "exchange that nobody knows": (
        30793,
        Applicant(messaging={**_PUBLIC, "stock_exchange": "MOON"}),
    ),
    "listed nowhere": (30796, Applicant(messaging={**_PUBLIC, "stock_exchange": "NONE"})),
    "ticker of a private company": (30796, Applicant(messaging={"stock_ticker": "ACME"})),
    "foreign government": (
        30797,
        Applicant(
            messaging={"company_type": "government"},
            address={"iso_country": "GB", "region": "Kent", "postal_code": "CT1 1AA"},
        ),
    ),
    "company that calls itself charitable": (
        30798,
        Applicant(messaging={"company_type": "non-profit"}),
    ),
    "blocked country": (
        30729,
        Applicant(address={"iso_country": "CU", "region": "Havana", "postal_code": "10400"}),
    ),
}
BAD_CONTACTS: dict[str, tuple[int, Applicant]] = {
    "free mail": (
        21740,
        Applicant(messaging={**_PUBLIC, "brand_contact_email": "acme@gmail.com"}),
    ),
}
"""Faults that show on a brand which is approved all the same."""
