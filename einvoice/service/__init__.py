"""The use cases of invoicing: receive, settle, decide, respond, fetch, enter by hand."""
