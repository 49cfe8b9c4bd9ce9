"""Forms of accounts: signing in, the second factor, joining."""
