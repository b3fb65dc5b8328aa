"""The inspector: pages for people at the root of the sandbox.

It shows what is stored and puts the forms on its pages into the words of control, which alone
changes anything. Drawn on this side by templates; works without script and loads nothing from
elsewhere.
"""
