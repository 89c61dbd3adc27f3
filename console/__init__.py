"""What people at desks use: the REST API (and later the pages)."""
