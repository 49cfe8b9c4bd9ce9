"""Mail through the database: queued in the caller's transaction and sent by a worker.

No mail is lost, and none is sent twice once the server acknowledged it. Where the acknowledgement itself was lost, the
retry carries the same Message-ID (docs/operations/mail.md). `actions` queues and retries, `delivery` sends.
"""
