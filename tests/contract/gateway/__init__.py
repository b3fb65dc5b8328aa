"""One suite for every Gateway, and what only the real one can show.

Do: speak to the port; the sandbox is moved by its clock and its scripted verdicts.
Don't: call the official library here; the adapter is what is tested.
"""
