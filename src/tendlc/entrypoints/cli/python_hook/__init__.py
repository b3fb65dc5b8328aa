"""A folder for PYTHONPATH: what Python programs under `tendlc sandbox exec` load as they start.

It holds the one module that Python looks for by name, so nothing else may be put here.
"""
