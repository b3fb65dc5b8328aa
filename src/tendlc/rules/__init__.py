"""Pure judgement: no clock, no chance, no network, no disk.

What is asked here gets the same answer for the same values, today and in a test.
"""
