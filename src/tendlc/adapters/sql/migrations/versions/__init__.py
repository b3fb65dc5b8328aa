"""One file a revision, named by its number; never changed once released.

All of them, applied in order, give the tables of tables.py: a test compares both.
"""
