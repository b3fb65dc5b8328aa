"""The module that NODE_OPTIONS has Node load first in programs under `tendlc sandbox exec`.

It is `lead.cjs`, in the oldest form that Node reads; this file only makes the folder a package.
"""
