"""Applicants whom any reviewer would let pass: businesses of many kinds in their own words.

Their texts hold what a hasty reviewer stumbles over: boxes that are not ticked beforehand, numbers
that are not shared, visits that are cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Words = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What differs from Acme: the business, its type of company, where it is, and the campaign."""

    business: Words = field(default_factory=dict)
    messaging: Words = field(default_factory=dict)
    address: Words = field(default_factory=dict)
    campaign: Words = field(default_factory=dict)


def _urls(site: str) -> Words:
    return {
        "privacy_policy_url": f"{site}/privacy",
        "terms_and_conditions_url": f"{site}/terms",
        "has_embedded_links": False,
        "has_embedded_phone": False,
    }


_CHARITY = {"business_type": "Non-profit Corporation", "business_industry": "NOT_FOR_PROFIT"}

GOOD = {
    "dentist with reminders": Applicant(
        business={
            "business_name": "Ridgeline Family Dentistry PLLC",
            "business_industry": "HEALTHCARE",
            "website_url": "https://www.ridgelinedental.example",
        },
        campaign={
            **_urls("https://www.ridgelinedental.example"),
            "us_app_to_person_usecase": "ACCOUNT_NOTIFICATION",
            "description": "Ridgeline Family Dentistry PLLC reminds patients of"
            " cleanings and visits"
            " that they have booked, and tells them when the office closes early.",
            "message_flow": "New patients fill in a paper form at the front desk. It has"
            " an optional"
            " line: [ ] I agree to receive appointment reminders by text from Ridgeline Family"
            " Dentistry. Message frequency varies, message and data rates may apply. Reply STOP to"
            " opt out or HELP for help. The form is shown at"
            " https://www.ridgelinedental.example/sms-form.png. We do not share mobile numbers with"
            " third parties. Terms and privacy policy: https://www.ridgelinedental.example/terms"
            " and"
            " https://www.ridgelinedental.example/privacy.",
            "message_samples": [
                "Ridgeline Dental: Hi [first name], your cleaning is on"
                " [date] at [time]. Call us at"
                " 3035550142 to reschedule. Reply STOP to opt out.",
                "Ridgeline Dental: the office closes at 3 pm this Friday. Reply STOP to opt out.",
            ],
            "has_embedded_phone": True,
        },
    ),
    "web shop with keyword and offers": Applicant(
        business={
            "business_name": "Juniper & Sage Apparel, Inc.",
            "business_type": "Corporation",
            "business_industry": "RETAIL",
            "website_url": "https://juniperandsage.example",
        },
        campaign={
            **_urls("https://juniperandsage.example"),
            "us_app_to_person_usecase": "MARKETING",
            "description": "Juniper & Sage Apparel sends its subscribers news of collections and"
            " sales in the web shop, at most four times a month.",
            "message_flow": "Shoppers text JOIN to +1 303 555 0177, as printed on cards in our"
            " parcels, or tick an unchecked box at checkout"
            " (https://juniperandsage.example/texts) to"
            " get texts from Juniper & Sage; terms and privacy policy are linked beside it."
            " Consent is not a condition of purchase. Up to 4 messages a month, message and data"
            " rates may apply, reply STOP to cancel, HELP for help."
            " Numbers are never sold or shared"
            " with third parties for marketing.",
            "message_samples": [
                "Juniper & Sage: 20% off all linen until Sunday: https://juniperandsage.example/l"
                " Reply STOP to unsubscribe.",
                "Juniper & Sage: the autumn collection is here. https://juniperandsage.example/new",
            ],
            "has_embedded_links": True,
            "opt_in_keywords": ["JOIN"],
            "opt_in_message": "Juniper & Sage: you are subscribed to up to 4 texts a"
            " month. Msg&Data"
            " rates may apply. HELP for help, STOP to cancel.",
            "help_message": "Juniper & Sage: write to care@juniperandsage.example. STOP to cancel.",
            "opt_out_message": "Juniper & Sage: you are unsubscribed and get no more messages.",
        },
    ),
    "software with login codes": Applicant(
        business={
            "business_name": "Ledgerlight Software Inc",
            "business_type": "Corporation",
            "business_industry": "TECHNOLOGY",
            "website_url": "https://ledgerlight.example",
        },
        campaign={
            **_urls("https://ledgerlight.example"),
            "us_app_to_person_usecase": "2FA",
            "description": "Ledgerlight sends one-time codes to users who log in to its bookkeeping"
            " service and have chosen text messages as their second factor.",
            "message_flow": "After signing in, users open Security settings, enter a mobile number"
            " and press Enable text codes. A public screenshot is at"
            " https://ledgerlight.example/help/2fa.png. Beside the field: Ledgerlight sends one"
            " message"
            " for each login, message and data rates may apply, reply STOP to end or HELP for help."
            " Users may choose an authenticator app instead. Terms:"
            " https://ledgerlight.example/terms.",
            "message_samples": [
                "123456 is your Ledgerlight code. It expires in 10 minutes. Do not share it.",
                "Ledgerlight: use 654321 to sign in. We never ask for it by phone.",
            ],
        },
    ),
    "food bank that asks for donations": Applicant(
        business={
            "business_name": "Harvest Table Food Bank",
            **_CHARITY,
            "website_url": "https://harvesttable.example",
        },
        messaging={"company_type": "non-profit"},
        campaign={
            **_urls("https://harvesttable.example"),
            "us_app_to_person_usecase": "CHARITY",
            "description": "Harvest Table Food Bank asks supporters who signed up for donations and"
            " thanks them, twice a month.",
            "message_flow": "Supporters check a box, empty by default, under the form at"
            " https://harvesttable.example/join: I agree to receive texts from Harvest Table Food"
            " Bank about giving, 2 messages a month. Message and data rates may apply. STOP to"
            " end, HELP for"
            " help. Privacy policy and terms are linked there; numbers are not shared.",
            "message_samples": [
                "Harvest Table: $25 feeds a family of four this week. Give at"
                " https://harvesttable.example/give. STOP to end.",
                "Harvest Table: thank you, [name]! 412 families ate this weekend. STOP to end.",
            ],
            "has_embedded_links": True,
        },
    ),
    "city with notices": Applicant(
        business={
            "business_name": "City of Pine Hollow",
            "business_type": "Non-profit Corporation",
            "business_industry": "GOVERNMENT",
            "website_url": "https://www.pinehollow.example",
        },
        messaging={"company_type": "government"},
        campaign={
            **_urls("https://www.pinehollow.example"),
            "us_app_to_person_usecase": "PUBLIC_SERVICE_ANNOUNCEMENT",
            "description": "The City of Pine Hollow tells residents who signed up about road works,"
            " water outages and storms.",
            "message_flow": "Residents submit the form at https://www.pinehollow.example/alerts,"
            " which"
            " is for texts alone, and confirm their number. No login is needed. It says: texts"
            " from the"
            " City of Pine Hollow, message frequency varies, message and data rates may apply,"
            " reply"
            " STOP to stop, HELP for help, with links to the terms and the privacy policy. The city"
            " does not give numbers to third parties.",
            "message_samples": [
                "City of Pine Hollow: Main Street is closed until 6 pm. Reply STOP to end.",
                "City of Pine Hollow: boil your water until further notice. Reply STOP to end.",
            ],
        },
    ),
    "listed company with deliveries": Applicant(
        business={
            "business_name": "Northway Parcel Corporation",
            "business_type": "Corporation",
            "business_industry": "TRANSPORTATION",
            "website_url": "https://northway.example",
        },
        messaging={
            "company_type": "public",
            "stock_exchange": "NASDAQ",
            "stock_ticker": "NWAY",
            "brand_contact_email": "compliance@northway.example",
        },
        campaign={
            **_urls("https://northway.example"),
            "us_app_to_person_usecase": "DELIVERY_NOTIFICATION",
            "description": "Northway Parcel Corporation tells recipients when their"
            " parcel arrives.",
            "message_flow": "Recipients enter their number at https://northway.example/track and"
            " choose Text me about this parcel, where Northway Parcel states: up to 4 messages"
            " for each"
            " parcel, message and data rates may apply, reply STOP to end, HELP for help. The"
            " choice is"
            " voluntary and not required for delivery. Terms and privacy policy are linked there.",
            "message_samples": [
                "Northway: parcel [number] arrives today between 2 and 4 pm. Reply STOP to end.",
                "Northway: see where it is: https://nway.example/t/123. Reply STOP to end.",
            ],
            "has_embedded_links": True,
        },
    ),
    "credit union with due dates": Applicant(
        business={
            "business_name": "Blue Mesa Credit Union",
            "business_type": "Co-operative",
            "business_industry": "FINANCIAL",
            "website_url": "https://bluemesacu.example",
        },
        campaign={
            **_urls("https://bluemesacu.example"),
            "us_app_to_person_usecase": "ACCOUNT_NOTIFICATION",
            "direct_lending": True,
            "description": "Blue Mesa Credit Union, a direct lender, reminds its members of loan"
            " payments and tells of changes to their accounts.",
            "message_flow": "Members opt in by phone: our staff read the script 'May we text you"
            " about your accounts at Blue Mesa Credit Union, about 3 times a month? Message and"
            " data"
            " rates may apply, reply STOP at any time or HELP for help; our terms and privacy"
            " policy are"
            " at bluemesacu.example.' and note the member's verbal yes. No other data are asked"
            " for.",
            "message_samples": [
                "Blue Mesa CU: your auto loan payment is due on [date]. Reply STOP to opt out.",
                "Blue Mesa CU: a new statement is in your account. Reply STOP to opt out.",
            ],
        },
    ),
    "winery with an age gate": Applicant(
        business={
            "business_name": "Stone Creek Winery LLC",
            "business_industry": "FOOD_AND_BEVERAGE",
            "website_url": "https://stonecreek.example",
        },
        campaign={
            **_urls("https://stonecreek.example"),
            "us_app_to_person_usecase": "MARKETING",
            "age_gated": True,
            "description": "Stone Creek Winery sends its wine club members news of tastings.",
            "message_flow": "Visitors give their date of birth before https://stonecreek.example"
            " opens; who is under 21 is turned away. Members of the club then tick an optional box"
            " to subscribe to texts from Stone Creek Winery. Message frequency varies. Message"
            " and data"
            " rates may apply. Reply STOP to end or HELP for help. Terms and privacy policy are"
            " linked"
            " beside the box.",
            "message_samples": [
                "Stone Creek Winery: the spring tasting is on [date]. Reply STOP to end.",
                "Stone Creek Winery: your club box ships on Monday. Reply STOP to end.",
            ],
        },
    ),
    "university": Applicant(
        business={
            "business_name": "Lakeshore State University",
            **_CHARITY,
            "business_industry": "EDUCATION",
            "website_url": "https://www.lsu-lakeshore.example",
        },
        messaging={"company_type": "non-profit"},
        campaign={
            **_urls("https://www.lsu-lakeshore.example"),
            "us_app_to_person_usecase": "HIGHER_EDUCATION",
            "description": "Lakeshore State University informs students of deadlines for"
            " registration, of closures and of their applications for housing.",
            "message_flow": "Students who apply at"
            " https://www.lsu-lakeshore.example/apply may check"
            " a box that is not pre-checked to get texts from Lakeshore State University. It is"
            " separate"
            " from e-mail. Message frequency varies. Message and data rates may apply. Text STOP"
            " to opt"
            " out, HELP for help. The page links to the terms and the privacy policy.",
            "message_samples": [
                "LSU: the last day to register for classes is [date]. Text STOP to opt out.",
                "LSU: campus is closed tomorrow because of snow. Text STOP to opt out.",
            ],
        },
    ),
    "estate agent with several purposes": Applicant(
        business={
            "business_name": "Marigold Realty Group LLC",
            "business_industry": "REAL_ESTATE",
            "website_url": "https://marigold.example",
        },
        campaign={
            **_urls("https://marigold.example"),
            "description": "Marigold Realty Group answers people who asked about a house, agrees on"
            " viewings with them, and sends listings that they asked for.",
            "message_flow": "People who want to see a house submit the form at"
            " https://marigold.example/contact and tick: text me about homes (optional). We do not"
            " buy lists or leads. Beside it stands that Marigold Realty sends up to 6 messages a"
            " month,"
            " that message and data rates may apply, that STOP ends it and HELP gives help, with"
            " links"
            " to the terms and the privacy policy.",
            "message_samples": [
                "Marigold Realty: can we see 12 Oak Lane on [date]? Reply STOP to end.",
                "Marigold Realty: 3 new homes: https://marigold.example/n or call (303) 555-0118.",
            ],
            "has_embedded_links": True,
            "has_embedded_phone": True,
        },
    ),
    "gym whose texts speak of cancelling": Applicant(
        business={
            "business_name": "Iron Harbor Fitness LLC",
            "business_industry": "CONSUMER",
            "website_url": "https://ironharbor.example",
        },
        campaign={
            **_urls("https://ironharbor.example"),
            "us_app_to_person_usecase": "MIXED",
            "description": "Iron Harbor Fitness sends members changes of classes and offers for"
            " personal training that they subscribed to.",
            "message_flow": "Members check two separate boxes, both optional, at"
            " https://ironharbor.example/join: one for class changes, one for offers of Iron Harbor"
            " Fitness. Neither is required to join. Message frequency varies. Message and data"
            " rates may"
            " apply. Reply STOP to opt out, HELP for help. Terms and privacy policy are linked"
            " there.",
            "message_samples": [
                "Iron Harbor: spin class on [date] had to be moved. Reply STOP to opt out.",
                "Iron Harbor: try a coach for $10 this week. Reply STOP to opt out.",
            ],
        },
    ),
    "Canadian company": Applicant(
        business={
            "business_name": "Maple Ridge Plumbing Ltd",
            "business_type": "Corporation",
            "business_registration_identifier": "CBN",
            "business_registration_number": "123456789",
            "website_url": "https://mapleridge.example",
        },
        address={
            "region": "BC",
            "postal_code": "V6B 1A1",
            "iso_country": "CA",
            "city": "Vancouver",
        },
        campaign={
            **_urls("https://mapleridge.example"),
            "us_app_to_person_usecase": "CUSTOMER_CARE",
            "description": "Maple Ridge Plumbing answers customers who have asked for a quote and"
            " tells them when a plumber comes.",
            "message_flow": "Customers request a quote at https://mapleridge.example/quote and"
            " agree to"
            " texts about it from Maple Ridge Plumbing by an empty box. Up to 5 messages for"
            " each job."
            " Message and data rates may apply. Reply STOP to end, HELP for help. Terms and privacy"
            " policy are linked there.",
            "message_samples": [
                "Maple Ridge Plumbing: Sam arrives at [time]. Reply STOP to end.",
                "Maple Ridge Plumbing: your quote is $240. Reply STOP to end.",
            ],
        },
    ),
    "British company with a number of its country": Applicant(
        business={
            "business_name": "Thistle Tours Ltd",
            "business_type": "Corporation",
            "business_industry": "TRAVEL",
            "business_registration_identifier": "CN",
            "business_registration_number": "SC123456",
            "business_regions_of_operation": "EUROPE",
            "website_url": "https://thistletours.example",
        },
        address={
            "region": "Lothian",
            "postal_code": "EH1 1YZ",
            "iso_country": "GB",
            "city": "Edinburgh",
        },
        campaign={
            **_urls("https://thistletours.example"),
            "us_app_to_person_usecase": "CUSTOMER_CARE",
            "description": "Thistle Tours tells American guests where their coach"
            " waits, and answers"
            " their questions during the tour.",
            "message_flow": "Guests enter a mobile number on the booking form at"
            " https://thistletours.example/book and tick an optional box for texts from Thistle"
            " Tours,"
            " about 3 messages a day while the tour lasts. Message and data rates may apply."
            " STOP ends"
            " them, HELP gives help. The form links to the terms and the privacy policy.",
            "message_samples": [
                "Thistle Tours: your coach waits at gate 4. Phone 0131 496 0999. STOP to end.",
                "Thistle Tours: we leave at 9 am tomorrow. STOP to end.",
            ],
            "has_embedded_phone": True,
        },
    ),
}
