"""Paper: letters that came in, with their scans and their number in the agenda, and those that are posted."""
