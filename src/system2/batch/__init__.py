"""Many questions in one process: read as a stream, answered side by side, written in order."""
