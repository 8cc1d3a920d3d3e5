"""The evidence watch: asks Crossref and PubMed, politely, what has become of the works in use.

`providers` know what to ask and how to read the answer, `client` how to ask without being a burden, `passes`
how far the watch has come. A provider without an address is switched off: nothing leaves the house unless
somebody says so.
"""

from citations.watch.passes import Tally, watch
from citations.watch.providers import Provider, providers

__all__ = ["Provider", "Tally", "providers", "watch"]
