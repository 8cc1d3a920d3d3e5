"""What is owed to people: messages written with a change, and how they reach each of them.

`outbox.py` holds what is owed and sends it, by `postman.py` to the mail server; `wake.py` tells a worker; `timing.py` and
`digests.py` say when; `mail.py` writes mails; `inbox.py` keeps every message for the person to read again; `retention.py`
moves away what was sent long ago.
"""
