"""Published facts about Twilio, TCR and the carriers: tables with source, date and certainty.

Both houses read this dictionary; neither finds any judgement in it. Standard library only.
"""
