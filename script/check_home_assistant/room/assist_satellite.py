"""The satellite: after a message it plays `room/*.pcm` to the pipeline, one a turn, for as long as it is told to listen on.

What happens is told by events of the type `check_room`.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.components.assist_pipeline import PipelineEvent, PipelineEventType, PipelineStage
from homeassistant.components.assist_satellite import (
    AssistSatelliteAnnouncement,
    AssistSatelliteConfiguration,
    AssistSatelliteEntity,
    AssistSatelliteEntityFeature,
)
from homeassistant.components.tts import ResultStream, async_get_stream
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

_CHUNK = 2_048


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback) -> None:
    """Add the satellite."""
    async_add_entities([Room()])


class Room(AssistSatelliteEntity):
    """Speaks what it has been given."""

    _attr_name = "check room"
    _attr_unique_id = "check_room"
    _attr_supported_features = AssistSatelliteEntityFeature.START_CONVERSATION
    _goes_on = False
    _playing: asyncio.Task[None] | None = None

    def async_get_configuration(self) -> AssistSatelliteConfiguration:
        """No wake words."""
        return AssistSatelliteConfiguration(available_wake_words=[], active_wake_words=[], max_active_wake_words=0)

    async def async_set_configuration(self, config: AssistSatelliteConfiguration) -> None:
        """There is nothing to set."""

    async def async_start_conversation(self, start_announcement: AssistSatelliteAnnouncement) -> None:
        """The message is heard; then somebody answers."""
        self._tell(announced=start_announcement.message)
        self.platform.config_entry.async_create_background_task(self.hass, self._answer(), "check_room answers")

    async def _answer(self) -> None:
        folder = Path(self.hass.config.path("room"))
        for path in sorted(await self.hass.async_add_executor_job(lambda: list(folder.glob("*.pcm")))):
            self._goes_on, self._playing = False, None
            sound = await self.hass.async_add_executor_job(path.read_bytes)
            await self.async_accept_pipeline_from_satellite(_chunks(sound), PipelineStage.STT, PipelineStage.TTS)
            if self._playing is not None:
                await self._playing
            if not self._goes_on:
                break
        self._tell(over=True)

    def on_pipeline_event(self, event: PipelineEvent) -> None:
        """Tell what was heard and said."""
        data = event.data or {}
        if event.type is PipelineEventType.STT_END:
            self._tell(heard=data["stt_output"]["text"])
        elif event.type is PipelineEventType.INTENT_END:
            output = data["intent_output"]
            self._goes_on = output["continue_conversation"]
            self._tell(said=output["response"]["speech"].get("plain", {}).get("speech", ""), goes_on=self._goes_on)
        elif event.type is PipelineEventType.TTS_END and (stream := async_get_stream(self.hass, data["tts_output"]["token"])):
            self._playing = self.hass.async_create_task(self._play(stream))
        elif event.type is PipelineEventType.ERROR:
            self._tell(fault=data.get("code"))

    async def _play(self, stream: ResultStream) -> None:
        """Take the sound as a speaker does; a voice of which nothing is taken would be held open."""
        count = sum([len(piece) async for piece in stream.async_stream_result()])
        self._tell(played=count > 0)
        self.tts_response_finished()

    def _tell(self, **what: object) -> None:
        self.hass.bus.async_fire("check_room", what)


async def _chunks(sound: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(sound), _CHUNK):
        yield sound[start : start + _CHUNK]
