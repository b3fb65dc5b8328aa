"""The wire: from bytes to calls and from answers to bytes. It knows no resource.

Hosts and path prefixes, credentials, forms, pages, error bodies, faults.
"""
