"""Who uses the workspace, and what they may do."""
