"""The only room that speaks DuckDB (facts) and SQLite (journal)."""
