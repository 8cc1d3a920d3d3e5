"""The benches, a module each."""
