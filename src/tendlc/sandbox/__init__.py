"""The sandbox: a faithful, stateful, local stand-in for the Twilio APIs of the walkthrough.

It imports the catalog and nothing else of ours, so that it can catch the engine's mistakes.
"""
