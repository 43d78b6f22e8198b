"""The telephone: calls that came in and went out, and those that we owe somebody."""
