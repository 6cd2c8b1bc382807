"""The dialogue's picture: drawn from its table, the same in the documents, readable by the programs that draw it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from statemachine.io.scxml.processor import SCXMLProcessor

from voice.skill.dialogue.chart import FORMATS, NEXT_NODE, edges, everywhere, mermaid, scxml, svg
from voice.skill.dialogue.engine import TABLE, TALKING
from voice.skill.dialogue.state import Phase

DOCUMENT = Path(__file__).parent.parent / "ARCHITECTURE.md"


def test_the_document_shows_the_table_as_it_is():
    """Between its marks in ARCHITECTURE.md; `twitchwise diagram` prints what belongs there."""
    shown = DOCUMENT.read_text(encoding="utf-8").partition("<!-- diagram -->")[2].partition("<!-- /diagram -->")[0]
    assert shown.strip() == f"```mermaid\n{mermaid()}```"


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_phase_is_drawn(form):
    """No phase of the conversation is missing from any form."""
    text = FORMATS[form]()
    names = {"svg": {"opening", "asking", "confirming", "reading back", "correcting", "result", "paused", "over"}}
    assert all(name in text for name in names.get(form, {phase.value for phase in TALKING}))


def test_every_arrow_is_in_the_table():
    """An arrow leads from a phase along kinds that the phase knows, to a phase that its rule names."""
    for edge in edges():
        if edge.source == NEXT_NODE:
            continue
        for kind in edge.kinds:
            to = TABLE[Phase(edge.source)][kind].to
            assert edge.target == NEXT_NODE or Phase(edge.target) in to


def test_what_works_everywhere_does():
    """Each of the commands beside the picture has a rule in every phase of a conversation."""
    assert all(kind in TABLE[phase] for phase in TALKING for kind in everywhere())


def test_a_changed_table_changes_the_picture(monkeypatch):
    """A row that is taken out is not drawn any more."""
    before = mermaid()
    monkeypatch.delitem(TABLE[Phase.READ_BACK], "no")
    assert mermaid() != before


def test_the_svg_is_well_formed():
    """And has a box for each phase and the choice between them."""
    boxes = [element for element in ElementTree.fromstring(svg()).iter() if element.get("rx")]  # noqa: S314  # our own picture
    assert len(boxes) == len(Phase) + 1


def test_the_scxml_runs():
    """An interpreter loads it and takes its first step."""
    processor = SCXMLProcessor()
    processor.parse_scxml("twitchwise", scxml())
    chart = processor.start()
    chart.send("started")
    assert [state.id for state in chart.configuration] == ["opening"]
