"""Faults: each a module with a short form, run by `make slow`, and a full one, run by `make faults`; the same code."""
