"""Fill the database that DATABASE_URL and DATABASE_OWNER_URL name, or a new one kept in a directory."""

from __future__ import annotations

import argparse
import shutil
import sys
import time

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.filling", description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument("--text", type=int, default=6_000, help="Characters of an article (6000).")
    parser.add_argument("--variants", type=int, default=8, help="Texts of each story (8).")
    parser.add_argument("--members", type=int, default=25, help="Board members of each of eight specialties (25).")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    django.setup()
    from bench.filling.filled import fill  # noqa: PLC0415  (not before the set-up)

    began = time.monotonic()

    def said(done: int) -> None:
        rate = done / (time.monotonic() - began)
        print(f"\r{done:,} articles, {rate:,.0f} a second", end="", file=sys.stderr, flush=True)

    found = fill(
        chosen.articles, text=chosen.text, variants=chosen.variants, members=chosen.members, seed=chosen.seed, said=said
    )
    free = shutil.disk_usage(".").free
    print(f"\n{found.articles:,} articles in {found.seconds:,.0f} s; the database holds {found.bytes / 1e9:.1f} GB,", end=" ")
    print(f"{free / 1e9:.0f} GB are free")
    return 0


if __name__ == "__main__":
    sys.exit(main())
