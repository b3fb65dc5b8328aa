"""The pure parts of the doors."""
