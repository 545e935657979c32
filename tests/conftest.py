"""Settings for every test: hypothesis must not fail one for a slow moment of a busy machine."""

from hypothesis import settings

settings.register_profile("gammalab", deadline=None)
settings.load_profile("gammalab")
