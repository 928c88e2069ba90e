"""`python -m ops.addons_check`: are the add-ons on a live cluster as they should be?"""
