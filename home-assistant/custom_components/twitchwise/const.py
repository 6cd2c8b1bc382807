"""Names that several modules share."""

DOMAIN = "twitchwise"
CONF_REGION = "region"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 10710
EVENT_EMERGENCY = f"{DOMAIN}_emergency"
