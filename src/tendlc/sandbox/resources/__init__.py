"""Twilio's resources: for each its parameters, checks, changes and shape. They know no HTTP.

One file a resource; they meet by SID only. `index` is the one file that knows them all.
"""
