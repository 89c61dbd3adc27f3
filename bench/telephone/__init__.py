"""A light telephone for load: many SIP calls from one thread. It is an instrument: it must not load
the machine that it measures, and it says how late it was itself."""
