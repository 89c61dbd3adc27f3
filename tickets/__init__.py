"""工单: the life of a ticket, its clocks and the units that handle it."""
