"""Fills a database with any number of articles in all states: `python -m bench.filling 100000`.

A few *patterns* are brought about through the real doors, in a past that the shifted clock gives. Each is then multiplied:
its rows are written again, set by set, under other ids, dates, people, works and words, begun as submitted and moved along
the steps that its pattern took. No trigger and no constraint is off, and every chain of events is hashed anew.
"""
