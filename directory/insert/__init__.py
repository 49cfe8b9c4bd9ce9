"""The printed ACCT insert: what stands in it, what changed between editions, and how it is drawn."""
