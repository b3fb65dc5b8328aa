"""Control: looking into the sandbox and telling it what to do, as JSON under /control.

Worlds, clocks, faults, verdicts, the journal, the fidelity ledger. Never reachable by the hosts and
path prefixes of Twilio.
"""
