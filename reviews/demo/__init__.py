"""Demo data, in our own words: a board, an editor, authors, and articles in every state, made through the doors."""
