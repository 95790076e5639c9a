"""The web server."""

import pytest

from perdure.console.server import serve
from perdure.settings import Settings, SettingsError


@pytest.mark.parametrize("host", ["::", "192.0.2.1", "example.org"])
def test_the_api_is_for_this_machine_only(settings: Settings, host: str) -> None:
    """Until access control is on, an address that others can reach is refused in one sentence."""
    with pytest.raises(SettingsError, match=r"PERDURE_API_HOST: .*loopback address only.*127\.0\.0\.1"):
        serve(settings.model_copy(update={"api_host": host}))
