"""Members of the medical advisory board: who they are, what they declare, when they have time."""
