"""Pure rules and values: no file, no database, no clock, no screen."""
