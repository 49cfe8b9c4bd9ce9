"""Mail through the database: queued in the caller's transaction, sent by a worker, never lost, not sent twice.

`actions` queues and retries, `delivery` talks to the mail server. docs/operations/mail.md says what is promised.
"""
