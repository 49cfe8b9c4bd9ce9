"""All that knows Elasticsearch: the client, the document and its index, and what keeps the index in step."""
