"""The tests: the same tree as the code, and `end_to_end`, `architecture`, `machine`, `benchmarks`."""
