"""Which report form a file is and where its parts stand: the source maps, headers, titles, the hidden sheet."""
