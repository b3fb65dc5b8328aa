"""The preflight: what would be refused or is likely to be rejected, told before anything is sent.

One file is one pack of rules. The packs do not know each other, and no rule knows where a document
came from. An error is refused by a machine or by a published reason; what is merely inferred, or
what reviewers see differently, is a warning. The sandbox judges by code of its own.
"""
