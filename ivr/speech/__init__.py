"""The robot's voice: recorded prompts, synthesis, and the prompt cache."""
