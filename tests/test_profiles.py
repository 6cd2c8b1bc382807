"""The three ways to use it, each rehearsed: in the gym, with a smart speaker, with time and large captions."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from talking import whole

from voice.rehearsal.scripted import failures, played_text
from voice.rehearsal.scripts import load_script
from voice.rehearsal.stage import Stage, rehearse_silently
from voice.settings import from_flags
from voice.settings_file import settings_for
from voice.skill.dialogue.effects import Listen
from voice.talk import manner_of

FOLDER = Path(__file__).parent / "conversations"
PROFILES = ("gym", "speaker", "accessible")
OTHERS = ("dark_pee_when_asked", "unsure_red_flag_confirmed", "keys_and_buttons", "more_and_repeat", "silent_at_the_read_back")


def settings(profile):
    """Those of a profile as it comes along, and nothing else."""
    return settings_for(from_flags({"profile": profile}), {"TWITCHWISE_SETTINGS": "/none"}).settings


def script(profile):
    """The conversation of somebody who uses it so."""
    return load_script(FOLDER / "profiles" / f"{profile}.yaml", whole().regions)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_holds_its_conversation(profile):
    """In words: every expectation of its rehearsal."""
    played = rehearse_silently(whole(), script(profile), settings(profile))
    assert not list(failures(script(profile), played)), played_text(played)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", OTHERS)
def test_conversations_come_to_the_same_end_in_every_profile(profile, name):
    """How it is said changes nothing of what is found."""
    other = load_script(FOLDER / f"{name}.yaml", whole().regions)
    plain = rehearse_silently(whole(), other, settings("normal"))
    so = rehearse_silently(whole(), other, settings(profile))
    assert (so.assessment, so.outcome, so.answers) == (plain.assessment, plain.outcome, plain.answers)


def test_the_gym_is_quicker():
    """Less of our own speaking before the result: three quarters at most of what it is otherwise."""
    calf = load_script(FOLDER / "self_care_after_a_run.yaml", whole().regions)
    assert (
        rehearse_silently(whole(), calf, settings("gym")).seconds
        < 0.75 * rehearse_silently(whole(), calf, settings("normal")).seconds
    )


def test_accessible_is_slower_and_waits_longer():
    """A slower voice, and more than twice the silence before a question is put again."""
    played = {name: rehearse_silently(whole(), script("accessible"), settings(name)) for name in ("accessible", "normal")}
    silence = {name: max(e.no_input_after for e in one.effects if isinstance(e, Listen)) for name, one in played.items()}
    assert played["accessible"].seconds > 1.2 * played["normal"].seconds
    assert silence["accessible"] > 2 * silence["normal"]


def test_what_the_dialogue_knows_of_the_settings():
    """Short prompts, kept results and patience are its own; the rest is the surface's."""
    assert manner_of(settings("gym")).brief
    assert manner_of(settings("gym")).keeps
    assert manner_of(settings("accessible")).patience == 20.0
    assert not manner_of(settings("speaker")).keeps


def gym_noise(seconds=20):
    """Fans and far voices as falling noise, and weights set down now and then; 16 kHz."""
    rng = np.random.default_rng(3)
    spectrum = np.fft.rfft(rng.normal(0, 1, seconds * 16_000))
    fans = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)))
    fans *= 0.05 / np.std(fans)
    for start in rng.integers(0, len(fans) - 8_000, 12):
        clank = np.exp(-np.arange(8_000) / 800) * rng.normal(0, 0.25, 8_000)
        fans[start : start + 8_000] += clank
    return fans.clip(-0.9, 0.9)


@pytest.fixture
def everything(request):
    """For what takes minutes."""
    if not request.config.getoption("--all"):
        pytest.skip("three conversations with sound take 80 s of computing; pytest --all runs them")


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_holds_its_conversation_with_sound(profile, tmp_path, tiny_vosk_model):
    """Through synthesis, noise and the recogniser, at the profile's pace and endpointing."""
    soundfile.write(tmp_path / "gym.wav", gym_noise(), 16_000)
    with Stage(whole(), settings(profile).model_copy(update={"model": tiny_vosk_model})) as stage:
        caller = stage.play(script(profile), tmp_path)
    assert not list(failures(script(profile), caller.played)), played_text(caller.played)
