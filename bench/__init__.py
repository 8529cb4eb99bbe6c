"""What this project measures itself by: scores against labels, and speed beside others. Run by make score and make bench."""
