"""Deliveries: carrying to receivers what the outbox holds, signed as Twilio signs it.

Only addresses that may be reached are reached, a redirect is never followed, and a slow receiver
holds up nobody but itself.
"""
