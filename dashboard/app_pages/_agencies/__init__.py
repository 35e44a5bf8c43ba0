"""The parts of «Cơ quan»."""
