"""From bytes to a request and from an answer to bytes: routing, forms, credentials, rendering.

The wire knows no resource; the server introduces them to each other.
"""
