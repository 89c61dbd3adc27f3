"""The demonstration: a whole story on real audio, through a real server."""
