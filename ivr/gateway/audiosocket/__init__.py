"""Asterisk's AudioSocket: a pure protocol module and a TCP shell."""
