"""What things cost, beside a yardstick measured in the same run: `make bench`, or `python -m bench NAME...`.

A module in `bench/cases/` is a bench: its `lines()` measures and yields. Times are noisy; ratios are less so.
"""
