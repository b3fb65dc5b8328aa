"""The nouns of one onboarding: values only, nothing that reads, writes, waits or decides.

The customer document is pydantic, so that one model serves file, form and plan; all else is a
frozen dataclass.
"""
