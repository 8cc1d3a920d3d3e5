"""Signed statements of approval: a small file that proves, away from here, who approved which text, and when."""
