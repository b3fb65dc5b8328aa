"""The doors: command line and document intake.

A door turns words into commands and answers into words; it decides nothing.
"""
