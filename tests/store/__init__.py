"""The store: facts and journal, with real files in temporary folders."""
