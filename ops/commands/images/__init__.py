"""The images of the application: built, scanned and pushed; their bases pinned by digest."""
