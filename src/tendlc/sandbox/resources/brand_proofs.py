"""SmsOtp and 2fa: asking once more for the proof that a brand's contact is who he says he is.

A sole proprietor gets another one-time code on his phone, a public company another mail of
Authentication+. What 2fa answers with is not published; it answers like SmsOtp.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.operations import Answer, Call, Operation
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import one_time_codes, parts
from tendlc.sandbox.resources.brand_moves import KIND, SOLE_PROPRIETOR
from tendlc.sandbox.resources.brand_progress import send_mail_again
from tendlc.sandbox.world.session import Record

_PATH: Final = "/v1/a2p/BrandRegistrations/{sid}"


def _send_otp(call: Call) -> Answer:
    brand = parts.stored(call, KIND, "sid")
    if brand.data["brand_type"] != SOLE_PROPRIETOR:
        raise Refusal(20001, f"{brand.key} is not the brand of a sole proprietor")
    one_time_codes.send(call.session, brand)
    return _sent(call, brand)


def _send_mail(call: Call) -> Answer:
    brand = parts.stored(call, KIND, "sid")
    if brand.data["authentication"] != "failed":
        raise Refusal(20409, f"The Authentication+ of {brand.key} has not failed")
    send_mail_again(call.session, brand)
    return _sent(call, brand)


def _sent(call: Call, brand: Record) -> Answer:
    body = {"account_sid": call.account_sid, "brand_registration_sid": brand.key}
    return Answer(201, body)


OPERATIONS: Final = (
    Operation("POST", "messaging", f"{_PATH}/SmsOtp", _send_otp, paced="otp"),
    Operation("POST", "messaging", f"{_PATH}/2fa", _send_mail, paced="registration"),
)
