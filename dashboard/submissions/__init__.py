"""What came in, whose turn it is, and which periods are open: the journal read as a whole."""
