"""Every way in and out of a call, and the run of one call."""
