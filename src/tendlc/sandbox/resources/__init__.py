"""One file a Twilio resource: parameters, checks, create, read, update, delete, shape.

Resources know no HTTP and no other resource; they meet in the world, by SID.
"""
