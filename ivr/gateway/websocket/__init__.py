"""WebSocket media: one pure protocol module per dialect, and one shell."""
