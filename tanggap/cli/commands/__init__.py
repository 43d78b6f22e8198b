"""The commands, one file each; the file name is the command, the first line of its docstring its help."""
