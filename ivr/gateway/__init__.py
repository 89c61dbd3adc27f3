"""Lines: how audio and signalling get in and out, whatever the network."""
