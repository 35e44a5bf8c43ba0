"""One file per page: choose, take, show."""
