"""Loaders that are killed, starved of disk, or many at once: nothing acknowledged is lost, nothing is in by half."""
