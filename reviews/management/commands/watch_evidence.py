"""What the clock runs every minute, by hand and to the end."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from reviews import evidence_watch


class Command(BaseCommand):
    help = (
        "Ask Crossref and PubMed about every work in use, from where the last turn came to, and tell the "
        "articles that cite a work with news. May be stopped and run again. Sources without an address "
        "(CROSSREF_URL, PUBMED_URL) are switched off."
    )

    def handle(self, **options) -> None:
        tallies = evidence_watch.look(again=True)
        for tally in tallies:
            self.stdout.write(
                f"{tally.source}: {tally.asked} works asked about, {tally.new} new notices, "
                f"{tally.missed} without an answer that can be read"
            )
        if not tallies:
            self.stdout.write("The watch is switched off: set CROSSREF_URL or PUBMED_URL.")
