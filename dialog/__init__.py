"""Conversations as pure state machines: events in, actions out, time as an argument."""
