"""File -> raw cells with their addresses. Knows no indicator."""
