"""Running the workspace: what is prepared before it starts, the server for pages, and the process that keeps both going."""
