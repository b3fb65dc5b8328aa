"""The version of the whole distribution, kept in this one place.

The build reads it, the command line prints it and the sandbox reports it.
"""

__version__ = "0.1.0"
