"""The command line: one file a command, imports kept lazy so that --help answers at once.

Exit codes and all printing live here.
"""
