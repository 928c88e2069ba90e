from hypothesis import settings

# The same examples in every run, without a folder of earlier ones; a busy machine fails no test.
settings.register_profile("reproducible", derandomize=True, database=None, deadline=None)
settings.load_profile("reproducible")
