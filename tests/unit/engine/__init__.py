"""The engine behind its ports: what a pass does when the world, or somebody else, steps in."""
