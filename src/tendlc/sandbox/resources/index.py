"""The list of all operations and of all steps that happen by themselves: the only file that knows
every resource.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from tendlc.sandbox.behaviour import magic
from tendlc.sandbox.operations import Answer, Call, Listing, Operation
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import (
    accounts,
    addresses,
    available_phone_numbers,
    brand_proofs,
    brand_registrations,
    brand_vettings,
    campaign_progress,
    channel_endpoint_assignments,
    customer_profiles,
    end_users,
    entity_assignments,
    evaluations,
    event_catalog,
    event_subscriptions,
    incoming_phone_numbers,
    keys,
    messaging_services,
    number_registrations,
    policies,
    preregistered_campaigns,
    service_phone_numbers,
    sinks,
    supporting_documents,
    trust_products,
    us_app_to_person,
    usage_records,
)

_OPERATIONS: Final[tuple[Operation, ...]] = (
    *customer_profiles.OPERATIONS,
    *trust_products.OPERATIONS,
    *entity_assignments.OPERATIONS,
    *channel_endpoint_assignments.OPERATIONS,
    *evaluations.OPERATIONS,
    *end_users.OPERATIONS,
    *supporting_documents.OPERATIONS,
    *policies.OPERATIONS,
    *addresses.OPERATIONS,
    *brand_registrations.OPERATIONS,
    *brand_vettings.OPERATIONS,
    *brand_proofs.OPERATIONS,
    *messaging_services.OPERATIONS,
    *service_phone_numbers.OPERATIONS,
    *us_app_to_person.OPERATIONS,
    *preregistered_campaigns.OPERATIONS,
    *available_phone_numbers.OPERATIONS,
    *incoming_phone_numbers.OPERATIONS,
    *accounts.OPERATIONS,
    *keys.OPERATIONS,
    *usage_records.OPERATIONS,
    *sinks.OPERATIONS,
    *event_subscriptions.OPERATIONS,
    *event_catalog.OPERATIONS,
)


def _refusing_unknown_magic(operation: Operation) -> Operation:
    """Return an operation that refuses a magic value which the sandbox does not know."""

    def handle(call: Call) -> Answer | Listing:
        value = magic.unknown(call.form)
        if value is not None:
            near = magic.nearest(value, magic.magic_values())
            raise Refusal(
                20001, f"The sandbox has no magic value {value}; the nearest is [sandbox:{near}]"
            )
        return operation.handler(call)

    return replace(operation, handler=handle) if operation.method == "POST" else operation


OPERATIONS: Final = tuple(map(_refusing_unknown_magic, _OPERATIONS))
STEPS: Final[Mapping[str, Any]] = {
    **customer_profiles.STEPS,
    **trust_products.STEPS,
    **brand_registrations.STEPS,
    **brand_vettings.STEPS,
    **campaign_progress.STEPS,
    **number_registrations.STEPS,
    **accounts.STEPS,
}
