"""Runs the benches that are named, or all, and prints a line for each thing measured."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys

from bench import cases


def main() -> int:
    known = sorted(module.name for module in pkgutil.iter_modules(cases.__path__))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(known)}; all by default")
    parser.add_argument("--json", action="store_true", help="one array, for programs")
    parser.add_argument("--sizes", metavar="N,N", help="Articles in the databases of benches that compare sizes.")
    parser.add_argument("--text", metavar="N", help="Characters of each of those articles.")
    chosen = parser.parse_args()
    os.environ |= {name: said for name, said in (("BENCH_SIZES", chosen.sizes), ("BENCH_TEXT", chosen.text)) if said}
    if unknown := set(chosen.names) - set(known):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    lines = []
    for name in chosen.names or known:
        for line in importlib.import_module(f"bench.cases.{name}").lines():
            lines.append(line)
            if not chosen.json:
                print(line, flush=True)
    if chosen.json:
        json.dump([line.as_json() for line in lines], sys.stdout, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
