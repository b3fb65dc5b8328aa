"""Data as each schema kept them: a world in the middle of things, as text that makes a database.

A new schema needs the data of the one before; `python -m tests.contract.sandbox.older_data` writes
those of the present schema, so run it before a new script goes into world/schema.
"""
