"""Carries out what the rules decide, one write a pass, through ports alone.

Nothing here knows which database, which HTTP library or which clock stands behind a port.
"""
