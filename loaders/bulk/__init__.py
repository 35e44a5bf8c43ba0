"""A long CSV of any length by the command line: read, mapped and staged in bounded memory."""
