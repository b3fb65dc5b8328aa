"""The ledger's changes of shape, one file a change, applied by Alembic.

Imported only when a ledger of another version is met: Alembic is slow to load.
"""
