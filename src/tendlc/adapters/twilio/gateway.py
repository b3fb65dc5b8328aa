"""The Gateway port over the official library: three verbs, one table each.

Which call serves which action stands here and nowhere else. Importing this loads the products of
the library that are used, so that no request waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tendlc.adapters.twilio import messaging, numbers, trusthub
from tendlc.adapters.twilio.errors import translated
from tendlc.adapters.twilio.names import named_as_asked
from tendlc.adapters.twilio.transport import Transport, Way, client
from tendlc.domain import actions, subjects
from tendlc.domain.actions import Action, Repeat
from tendlc.domain.observed import Seen
from tendlc.domain.sent_requests import SentRequest
from tendlc.domain.subjects import Subject
from tendlc.errors import Refused
from tendlc.ports import Absent, Clock, Found, Made, MorePages

# fact: error-20404
NOT_FOUND = 404

PERFORM: Mapping[type[Action], Callable[..., Made]] = {
    actions.CreateCustomerProfile: trusthub.create_bundle,
    actions.CreateTrustProduct: trusthub.create_bundle,
    actions.CreateEndUser: trusthub.create_end_user,
    actions.UpdateEndUser: trusthub.update_end_user,
    actions.CreateAddress: numbers.create_address,
    actions.UpdateAddress: numbers.update_address,
    actions.CreateSupportingDocument: trusthub.create_supporting_document,
    actions.AssignEntity: trusthub.assign_entity,
    actions.EvaluateBundle: trusthub.evaluate_bundle,
    actions.SubmitBundle: trusthub.submit_bundle,
    actions.RegisterBrand: messaging.register_brand,
    actions.UpdateBrandRegistration: messaging.update_brand,
    actions.ImportVetting: messaging.import_vetting,
    actions.ResendBrandAuthenticationMail: messaging.resend_authentication_mail,
    actions.CreateMessagingService: messaging.create_service,
    actions.UpdateMessagingService: messaging.update_service,
    actions.CreateCampaign: messaging.create_campaign,
    actions.UpdateCampaign: messaging.update_campaign,
    actions.DeleteCampaign: messaging.delete_campaign,
    actions.BuyPhoneNumber: numbers.buy_number,
    actions.AddPhoneNumber: messaging.add_number,
    actions.RemovePhoneNumber: messaging.remove_number,
}

FIND: Mapping[type[Action], Callable[..., Found | Absent | MorePages]] = {
    actions.CreateCustomerProfile: trusthub.find_bundle,
    actions.CreateTrustProduct: trusthub.find_bundle,
    actions.CreateEndUser: trusthub.find_end_user,
    actions.CreateAddress: numbers.find_address,
    actions.CreateSupportingDocument: trusthub.find_supporting_document,
    actions.AssignEntity: trusthub.find_assignment,
    actions.SubmitBundle: trusthub.find_submission,
    actions.RegisterBrand: messaging.find_brand,
    actions.UpdateBrandRegistration: messaging.find_brand_update,
    actions.ImportVetting: messaging.find_vetting,
    actions.ResendBrandAuthenticationMail: messaging.find_authentication_mail,
    actions.CreateMessagingService: messaging.find_service,
    actions.CreateCampaign: messaging.find_campaign,
    actions.UpdateCampaign: messaging.find_campaign_update,
    actions.DeleteCampaign: messaging.find_campaign_deletion,
    actions.BuyPhoneNumber: numbers.find_bought_number,
    actions.AddPhoneNumber: messaging.find_number_of_service,
    actions.RemovePhoneNumber: messaging.find_number_removal,
}

LOOK: Mapping[type[Subject], Callable[..., Seen]] = {
    subjects.PrimaryProfile: trusthub.look_primary,
    subjects.Bundle: trusthub.look_bundle,
    subjects.Brand: messaging.look_brand,
    subjects.BrandVettings: messaging.look_vettings,
    subjects.UseCases: messaging.look_use_cases,
    subjects.CampaignOfService: messaging.look_campaign,
    subjects.NumberOfService: messaging.look_number,
    subjects.AvailableNumbers: numbers.look_available_numbers,
    subjects.OwnedNumber: numbers.look_owned_number,
}

GONE: Mapping[type[Subject], Callable[[Any, datetime], Seen]] = {
    subjects.PrimaryProfile: trusthub.primary_gone,
    subjects.Bundle: trusthub.bundle_gone,
    subjects.Brand: messaging.brand_gone,
    subjects.CampaignOfService: messaging.campaign_gone,
    subjects.NumberOfService: messaging.number_gone,
    subjects.OwnedNumber: numbers.not_owned,
}


class TwilioGateway:
    """Speaks to Twilio, or to what stands in its place, for one account."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        clock: Clock,
        timeout: timedelta,
        way: Way,
    ) -> None:
        self._clock = clock
        self._transport = Transport(account_sid, clock, timeout, way)
        self._client = client(account_sid, auth_token, self._transport, way)

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        self._transport.close()

    def perform(self, action: Action, *, send_by: datetime) -> Made:
        """Send one write; see ports.Gateway."""
        call = PERFORM[type(action)]
        with self._transport.sending_by(send_by), translated(action):
            made: Made = call(self._client, action, self._clock.now())
            named_as_asked(action, made.sid, made.seen)
            return made

    def sent(self) -> list[SentRequest]:
        """Return what this thread has sent; see ports.Gateway."""
        return self._transport.sent.requests

    def find(self, action: Action, *, page_token: str | None = None) -> Found | Absent | MorePages:
        """Look for what an action would have made; see ports.Gateway.

        What may be repeated freely is not looked for: it is Absent without a request.
        """
        if action.repeat is Repeat.FREELY:
            return Absent()
        call = FIND[type(action)]
        with translated():
            answer: Found | Absent | MorePages
            answer = call(self._client, action, page_token, self._clock.now())
            if isinstance(answer, Found):
                named_as_asked(action, answer.sid, answer.seen)
                for other in answer.others:
                    named_as_asked(action, other, None)
            return answer

    def look(self, subject: Subject) -> Seen:
        """Fetch what moves by itself; see ports.Gateway."""
        call = LOOK[type(subject)]
        try:
            with translated():
                seen: Seen = call(self._client, subject, self._clock.now())
                named_as_asked(subject, None, seen)
                return seen
        except Refused as error:
            return self._nothing_there(subject, error)

    def _nothing_there(self, subject: Subject, error: Refused) -> Seen:
        """See what is gone or sold out as such; pass on every other refusal."""
        if error.status == NOT_FOUND and type(subject) in GONE:
            return GONE[type(subject)](subject, self._clock.now())
        sold_out = error.twilio_code == numbers.NO_NUMBERS_IN_AREA
        if sold_out and isinstance(subject, subjects.AvailableNumbers):
            return numbers.none_available(subject, self._clock.now())
        raise error
