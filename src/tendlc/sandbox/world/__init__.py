"""The state of the sandbox: store, clock, schedule, accounts and journal.

A world is a top-level account with its subaccounts: one clock, one seed.
"""
