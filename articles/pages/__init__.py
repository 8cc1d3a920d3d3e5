"""What the readers' pages say, derived from an article's row and its rounds; templates only set it out."""
