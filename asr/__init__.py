"""Hearing: audio in, words out. A leaf: it imports no other room."""
