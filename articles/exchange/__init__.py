"""The article in the formats of other systems: DocMaps for the editorial process, JATS for the text, FHIR for both.

Each is a pure function over what the page shows, so that none says more than readers may know. A format that changes is
one module that changes.
"""

from articles.exchange.docmap import docmap
from articles.exchange.fhir import bundle
from articles.exchange.jats import jats

__all__ = ["bundle", "docmap", "jats"]
