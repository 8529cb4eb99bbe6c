"""The public board: what the office publishes, and what people say of it."""
