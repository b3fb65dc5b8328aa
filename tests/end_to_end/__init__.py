"""The real command, started as people start it: processes, folders, signals and a terminal."""
