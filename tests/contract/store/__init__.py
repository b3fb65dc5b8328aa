"""One suite for every Store.

Do: speak to the port, and compare what comes back with what went in.
Don't: look into tables; what only SQL can show is in tests/unit/adapters.
"""
