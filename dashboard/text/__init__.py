"""Vietnamese words and number formats used in more than one place."""
