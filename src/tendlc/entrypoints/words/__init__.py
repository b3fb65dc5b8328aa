"""The sentences that people read, one table for all doors: tasks, events, and help after an error.

Below this floor are codes and data alone. Nothing here prints, or knows a terminal.
"""
