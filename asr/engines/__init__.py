"""Recognition engines behind the `Engine` protocol."""
