"""What to do next for one customer: one file a kind of resource, the chain in order.py.

The kinds do not know each other; plan.py asks them in the order of Twilio's guide.
"""
