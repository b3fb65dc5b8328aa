"""How a customer document comes in: files read into one Customer, all faults at once.

Every fault carries its field path and its line.
"""
