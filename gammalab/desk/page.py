desk=None
