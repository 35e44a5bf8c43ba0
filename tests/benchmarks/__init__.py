"""Measurements run by hand: `uv run python tests/benchmarks/bench_dashboard.py`. Never timed in a test."""
