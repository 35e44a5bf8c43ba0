"""The parts of one indicator’s page."""
