"""What a check found: a transcript as it happens, and a table at the end."""

from dataclasses import dataclass, field

from house import Turn

_WIDTH = 150


@dataclass
class Report:
    """All that was looked at, and whether it was as it should be."""

    rows: list[tuple[str, str, bool]] = field(default_factory=list)
    _scene: str = ""

    def scene(self, name: str) -> None:
        """What follows belongs to this scene."""
        self._scene = name
        print(f"\n== {name}", flush=True)

    def check(self, what: str, found: bool, detail: object = "") -> None:
        """One thing that must be so; the detail is shown where it is not."""
        self.rows.append((self._scene, what, found))
        if not found:
            print(f"   FAILED: {what}: {str(detail)[:2_000]}", flush=True)

    def turn(self, said: str, turn: Turn) -> None:
        """One turn of a conversation."""
        heard = f"   (heard: {turn.heard})" if turn.heard else ""
        print(f"   > {said}{heard}")
        print(f"     {_short(turn.said or '(silence)')}")
        sound = f" | sound: {turn.sound_bytes:,} bytes" if turn.sound else ""
        print(f"     listens on: {_yes(turn.goes_on)} | taken by the house: {_yes(turn.locally)}{sound}", flush=True)
        if turn.fault:
            print(f"     {turn.fault}")

    def close(self) -> bool:
        """Print the table; whether all was well."""
        print("\n| scene | what must be so | |\n| --- | --- | --- |")
        for scene, what, found in self.rows:
            print(f"| {scene} | {what} | {'ok' if found else 'FAILED'} |")
        bad = sum(not found for _, _, found in self.rows)
        print(f"\n{len(self.rows) - bad} passed, {bad} failed", flush=True)
        return bool(self.rows) and not bad


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


def _yes(true: bool) -> str:
    return "yes" if true else "no"
