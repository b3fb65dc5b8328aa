"""Ways to tell people and programs what happened; each fills the Notifier port.

They hear of a change once the ledger has it, and can change nothing themselves.
"""
