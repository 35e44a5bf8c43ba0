"""Text -> meaning, nothing guessed: numbers, dates, names, old fonts, and the closed sets of readings of what is in doubt."""
