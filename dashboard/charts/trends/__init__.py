"""The course of one figure over time against its plan."""
