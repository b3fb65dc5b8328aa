"""How programs reach the sandbox, seen from outside."""
