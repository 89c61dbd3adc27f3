"""What the robot knows: entries, the matcher, its evaluation. A leaf."""
