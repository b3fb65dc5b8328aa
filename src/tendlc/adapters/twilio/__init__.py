"""The only folder that imports the official Twilio library.

It speaks three verbs, perform, find and look, and turns the library's errors into our tree.
"""
