"""Forms filled in page by page in a browser: what starts a process, what a process waits for."""
