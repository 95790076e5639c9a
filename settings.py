"""Every setting, typed, with the prefix PERDURE_."""
