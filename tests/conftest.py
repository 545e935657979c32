"""Settings for every test: hypothesis must not fail one for a slow moment of a busy machine."""

from hypothesis import HealthCheck, settings

settings.register_profile("gammalab", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gammalab")
