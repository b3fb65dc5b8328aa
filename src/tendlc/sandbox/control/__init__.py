"""The management door of the sandbox: clock, verdicts, faults, worlds and the journal.

It lives on its own path, outside everything that belongs to Twilio.
"""
