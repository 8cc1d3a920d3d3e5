"""What managing editors look at: the queue, the board's load, how the desk is doing. Nothing is decided here."""
