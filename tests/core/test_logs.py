"""What is written into the logs opens nothing."""

import pytest

from tanggap.config.logs import hide_secrets


@pytest.mark.parametrize("path", ["/t/", "/invitation/", "/errand/", "/mine/"])
def test_the_secret_of_an_address_is_not_in_the_log(path: str) -> None:
    event = hide_secrets(None, "", {"path": f"{path}7dKq0vZ-3/", "said": f"see https://x.test{path}7dKq0vZ-3?a=1"})
    assert event == {"path": f"{path}***/", "said": f"see https://x.test{path}***?a=1"}
