"""Questions asked of a Snapshot: whose is it, what is missing, what changed, how do communes compare, where is it."""
