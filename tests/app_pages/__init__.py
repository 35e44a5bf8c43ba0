"""The pages one by one, and what every page must keep."""
