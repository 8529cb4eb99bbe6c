"""Files in which an office keeps its breakdown: read as they are, taken in, and given back filled in."""
