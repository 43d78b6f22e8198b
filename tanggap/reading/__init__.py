"""What words say: in which language they are. Pure; knows no case."""
