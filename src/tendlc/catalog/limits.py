"""Limits: numbers that Twilio, the Campaign Registry and the carriers set.

`LIMITS.brand_update_limit` is the row `brand-update-limit` of the table; the unit stands there, and
in the name where the name would mislead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tendlc.catalog.facts import facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every limit, by the id of its row."""

    brand_update_limit: int
    campaigns_per_brand_advised: int
    campaigns_per_brand: int
    campaigns_per_sole_proprietor_brand: int
    campaigns_per_messaging_service: int
    senders_per_messaging_service: int
    numbers_per_campaign_without_pool: int
    numbers_per_sole_proprietor_campaign: int
    subaccounts_per_account: int
    mock_brand_days: int
    authentication_plus_days: int
    otp_hours: int
    attributes_max: int
    page_size: int
    page_size_max: int
    number_search_miles: int
    number_search_miles_max: int
    registration_requests_per_second: int
    otp_requests_per_second: int
    sole_proprietor_pause_seconds: int
    event_answer_seconds: int
    event_retry_hours: int
    business_name_max: int
    registration_number_max: int
    website_url_max: int
    person_name_max: int
    email_max: int
    phone_number_max: int
    street_max: int
    city_max: int
    region_max: int
    postal_code_max: int
    stock_ticker_max: int
    email_uses_max: int
    street_uses_max: int
    mobile_uses_max: int
    description_min: int
    description_max: int
    message_flow_min: int
    message_flow_max: int
    message_samples_min: int
    message_samples_max: int
    message_sample_min: int
    message_sample_max: int
    keywords_max: int
    reply_message_min: int
    reply_message_max: int
    messaging_service_name_max: int
    phone_number_name_max: int
    address_name_max: int
    emergency_address_name_max: int
    account_name_max: int
    validity_period_max: int


LIMITS: Final = Limits(
    **{fact.id.replace("-", "_"): fact.values["value"] for fact in facts("limits")}
)
