"""How Twilio, the Campaign Registry and the carriers decide: pure judgement, no state, no time.

Published facts come from the catalog. What is judged here is judged for the sandbox alone.
"""
