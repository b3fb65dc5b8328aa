"""How Twilio, TCR and the reviewers decide: pure functions and tables, no state.

The sandbox judges here on its own; it shares facts with the engine, never judgement.
"""
