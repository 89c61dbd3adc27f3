"""Giving a caller to a person: queues, seats, the whisper, the bridge, the promised return call."""
