"""The telephone: SIP in a process of its own, and the lines and the trunk made of it."""
