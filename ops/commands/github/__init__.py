"""GitHub: the plan comment of a pull request, what was reviewed, and how the repository is set up."""
