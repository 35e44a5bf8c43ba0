"""Agencies' files -> facts: read in a child process, mapped with an address for every cell, all or nothing per file."""
