"""A recogniser that existing Vosk clients can use as if it were vosk-server."""
