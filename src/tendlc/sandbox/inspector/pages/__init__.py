"""The pages, one file for each part of the house: what they read, as plain data for the templates.

Nothing here changes anything. Loaded with the first visit.
"""
