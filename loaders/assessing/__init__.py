"""The figures of a file beside each other and beside what is known: what changes, what is unusual, what contradicts itself."""
