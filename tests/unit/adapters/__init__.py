"""What single adapters do that no contract suite asks of their port.

Do: use the real part (a file, a socket, a key). Don't: reach for Twilio, or for a sandbox.
"""
