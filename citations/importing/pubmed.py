"""PubMed XML, articles and books (NLM, "PubMed DTD", 2025)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citations import dates, names
from citations.importing.publication_types import csl_type, kept
from citations.importing.records import Draft, Skipped, UnknownFormat
from citations.importing.xml import child_text, fragments, inner_text, parse_xml, plain_text
from citations.schemes import clean_doi, clean_pmcid

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument")


def read(text: str) -> Iterator[Draft | Skipped]:
    """The records of a PubMed file; of a broken one, those that are whole."""
    seen: set[str] = set()
    for record in records(text):
        draft = record if isinstance(record, Skipped) else to_draft(record)
        pmid = draft.csl.get("PMID") if isinstance(draft, Draft) else None
        if pmid and pmid in seen:
            yield Skipped(draft.line, f"PMID {pmid} stands in the source already")
        else:
            seen.add(pmid or "")
            yield draft


def records(text: str) -> Iterator[etree._Element | Skipped]:
    """The record elements, outermost only. Raises UnknownFormat where there is none and the XML is broken."""
    try:
        root = parse_xml(text)
    except UnknownFormat:
        found = [] if "<!ENTITY" in text else list(fragments(text, _RECORDS[:2]))
        if not found:
            raise
        yield from found
        return
    if root.tag in _RECORDS:
        yield root
    elif not isinstance(root.tag, str) or not root.tag.startswith(("Pubmed", "Medline", "eFetch", "Book")):
        raise UnknownFormat("the XML holds no PubMed records")
    yield from (node for node in root.iterdescendants(*_RECORDS) if node.getparent().tag not in _RECORDS)


def to_draft(record: etree._Element) -> Draft:
    """The CSL item of one record."""
    draft = Draft({}, record.sourceline or 1)
    book = record if record.tag == "BookDocument" else record.find("BookDocument")
    citation = record if record.tag == "MedlineCitation" else record.find("MedlineCitation")
    source = book if book is not None else citation
    if source is None:
        return draft
    _add_identifiers(draft.csl, record, source)
    article = source if book is not None else source.find("Article")
    types = [plain_text(node) for node in source.iter("PublicationType")]
    if article is not None:
        (_add_book if book is not None else _add_article)(draft, article, types)
    draft.csl["keyword"] = ", ".join(filter(None, map(plain_text, source.iterfind("KeywordList/Keyword"))))
    draft.csl["custom"] = kept(types)
    return draft


def _add_article(draft: Draft, article: etree._Element, types: list[str]) -> None:
    csl = draft.csl
    csl["type"] = csl_type(types)
    title = inner_text(article.find("ArticleTitle"))
    vernacular = inner_text(article.find("VernacularTitle"))
    csl["title"] = vernacular if not title or title.startswith("[Not Available]") else title
    csl["author"] = _people(article.find("AuthorList"))
    journal = article.find("Journal")
    csl["container-title"] = child_text(journal, "Title") or child_text(article.getparent(), ".//MedlineTA")
    csl["container-title-short"] = child_text(journal, "ISOAbbreviation") or child_text(
        article.getparent(), "MedlineJournalInfo/MedlineTA"
    )
    csl["ISSN"] = child_text(journal, "ISSN")
    csl["volume"] = child_text(journal, "JournalIssue/Volume")
    csl["issue"] = child_text(journal, "JournalIssue/Issue")
    csl["page"] = _pages(article.find("Pagination")) or _locator(article)
    issue_date = journal.find("JournalIssue/PubDate") if journal is not None else None
    csl["issued"] = _date(issue_date) or _date(article.find("ArticleDate"))
    csl["abstract"] = _abstract(article)
    csl["language"] = child_text(article, "Language")


def _add_book(draft: Draft, document: etree._Element, types: list[str]) -> None:
    csl, book = draft.csl, document.find("Book")
    own, whole = inner_text(document.find("ArticleTitle")), inner_text(_find(book, "BookTitle"))
    is_part = bool(own) and own != whole
    csl["type"] = csl_type(types, is_book=True, is_part=is_part)
    csl["title"] = own if is_part else whole
    csl["container-title"] = whole if is_part else ""
    csl["collection-title"] = plain_text(_find(book, "CollectionTitle"))
    lists = [*document.iterfind("AuthorList"), *(book.iterfind("AuthorList") if book is not None else ())]
    csl["author"] = [name for found in lists if found.get("Type") != "editors" for name in _people(found)]
    csl["editor"] = [name for found in lists if found.get("Type") == "editors" for name in _people(found)]
    csl["publisher"] = child_text(book, "Publisher/PublisherName")
    csl["publisher-place"] = child_text(book, "Publisher/PublisherLocation")
    csl["issued"] = _date(_find(book, "PubDate")) or _date(document.find("ContributionDate"))
    csl["ISBN"] = child_text(book, "Isbn")
    csl["edition"] = child_text(book, "Edition")
    csl["volume"] = child_text(book, "Volume")
    csl["page"] = _pages(document.find("Pagination"))
    csl["abstract"] = _abstract(document)
    csl["language"] = child_text(document, "Language")


def _find(element: etree._Element | None, path: str) -> etree._Element | None:
    return element.find(path) if element is not None else None


def _people(found: etree._Element | None) -> list[dict]:
    people = []
    for author in found.iterfind("Author") if found is not None else ():
        body = child_text(author, "CollectiveName")
        if author.get("ValidYN") == "N":
            continue
        if body:
            people.append(names.literal(body))
        else:
            given = child_text(author, "ForeName", "FirstName", "Initials")
            people.append(names.person(child_text(author, "LastName"), given, child_text(author, "Suffix")))
    return [name for name in people if name.get("literal") or name.get("family")]


def _date(element: etree._Element | None) -> dict | None:
    if element is None:
        return None
    parts = (child_text(element, part) for part in ("Year", "Month", "Day"))
    text = " ".join(filter(None, parts)) or child_text(element, "MedlineDate")
    if child_text(element, "Season"):
        text = f"{text} {child_text(element, 'Season')}"
    date = dates.read_date(text)
    return date if date and "date-parts" in date else None


def _pages(pagination: etree._Element | None) -> str:
    whole = child_text(pagination, "MedlinePgn")
    first, last = child_text(pagination, "StartPage"), child_text(pagination, "EndPage")
    return whole or (f"{first}-{last}" if first and last and first != last else first)


def _locator(article: etree._Element) -> str:
    """An article number (`e1001226`), which electronic journals give instead of pages."""
    for node in article.iterfind("ELocationID"):
        if node.get("EIdType") == "pii" and re.fullmatch(r"[A-Za-z]{0,4}[0-9]{1,8}", plain_text(node)):
            return plain_text(node)
    return ""


def _abstract(article: etree._Element) -> str:
    parts = []
    for part in article.iterfind("Abstract/AbstractText"):
        label = part.get("Label")
        parts.append(f"{label}: {plain_text(part)}" if label else plain_text(part))
    return "\n".join(filter(None, parts))


def _add_identifiers(csl: dict, record: etree._Element, source: etree._Element) -> None:
    versions = source.findall("PMID")
    csl["PMID"] = plain_text(max(versions, key=_version)) if versions else ""
    for node in source.iter("ELocationID"):
        if node.get("EIdType") == "doi" and node.get("ValidYN") != "N":
            csl["DOI"] = csl.get("DOI") or clean_doi(plain_text(node))
    # Only the record's own list: the cited references carry lists of their own.
    for path in ("PubmedData/ArticleIdList/ArticleId", "PubmedBookData/ArticleIdList/ArticleId"):
        for node in record.iterfind(path):
            _add_article_id(csl, node.get("IdType"), plain_text(node))


def _version(pmid: etree._Element) -> int:
    version = pmid.get("Version", "")
    return int(version) if version.isdecimal() else 0


def _add_article_id(csl: dict, kind: str | None, value: str) -> None:
    if kind == "doi":
        csl["DOI"] = csl.get("DOI") or clean_doi(value)
    elif kind == "pmc":
        csl["PMCID"] = clean_pmcid(value)
    elif kind == "pubmed":
        csl["PMID"] = csl.get("PMID") or value
