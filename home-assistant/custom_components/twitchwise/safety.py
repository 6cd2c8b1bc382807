"""What is said when the service does not answer. It must not depend on the service, so the words are kept here.

The numbers are those of the knowledge file, written as they are spoken; a test compares them.
"""

import json
from pathlib import Path
from typing import Any, Final

_FILE: Final[dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
ELSEWHERE: Final = "elsewhere"
REGIONS: Final[tuple[str, ...]] = tuple(_FILE["emergency_numbers"])


def unreachable(region: str) -> str:
    """The sentence for a lost service, with the emergency number of the region; an unknown region counts as `elsewhere`."""
    numbers = _FILE["emergency_numbers"]
    sentence: str = _FILE["unreachable"]
    return sentence.format(emergency_number=numbers.get(region, numbers[ELSEWHERE]))


def region_of(country: str | None) -> str:
    """The region to which a country belongs, by its ISO 3166 code; `elsewhere` where it belongs to none."""
    found = (region for region, countries in _FILE["regions_of_countries"].items() if country in countries)
    return next(found, ELSEWHERE)
