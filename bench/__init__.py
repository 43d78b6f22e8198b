"""How fast it is and whether it holds: installations of their own, filled, loaded and measured from outside."""
