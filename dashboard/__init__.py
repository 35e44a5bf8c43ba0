"""The dashboard: what the province aims at, where it stands, and why we say so."""
