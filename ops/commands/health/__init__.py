"""`ops health`: is everything that an environment is made of as it should be?"""
