"""What every layer uses: errors, console, options, files."""
