"""How programs reach the sandbox: one port for four ways in, and an authority for its certificates.

Nothing here knows what a request means; it only brings bytes to the application.
"""
