"""回访: after a ticket is completed, phone the citizen, ask, and act on the answer."""
