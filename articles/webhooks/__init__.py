"""Webhooks: programs that are called when something happens to an article that their owner may see.

`receivers.py` holds the doors, `calling.py` sends what is owed, `reach.py` says which addresses may be reached at all,
`sealing.py` keeps the secrets, `messages.py` writes and signs what is sent (Standard Webhooks).
"""
