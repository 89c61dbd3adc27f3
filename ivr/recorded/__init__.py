"""Recorded calls: the sidecar that says what is spoken, the recording, what must happen."""
