"""Walls to the world: each adapter fills one port, and none knows another.

Foreign errors and spellings are translated here, once, into our own.
"""
