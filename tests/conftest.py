"""Settings for every test."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "here",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],  # it would assert a time
)
settings.load_profile("here")
