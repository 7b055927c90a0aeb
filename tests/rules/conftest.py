"""Generated facts: as many as the machine has time for, never judged by the clock."""

import os

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.register_profile("mutants", deadline=None, max_examples=10, derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "rules"))
