"""Set-up of a clone: Python environments from lock files. Needs Python alone: nothing is installed yet."""
