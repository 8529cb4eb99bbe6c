"""Records → what people and programs use: a screen, JSON lines, CSV, JSON, an Excel workbook."""
