"""The ledger in SQL: tables, migrations, and the Store port over them.

SQLAlchemy Core without an ORM, so that the statements can be read beside the tables.
"""
