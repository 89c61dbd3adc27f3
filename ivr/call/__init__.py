"""The run of one call: turn-taking, the session, its records."""
