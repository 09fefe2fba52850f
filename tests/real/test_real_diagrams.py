"""Every BPMN file of the corpus has an outline of all its flow nodes, and a drawing."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from crawlers.readers import File
from crawlers.readers.bpmn import read
from knowledge.diagrams.figures import figures
from knowledge.model import Process
from knowledge.outline import outline

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.bpmn"))
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NODES = """
  //b:*[ends-with-node] | //b:task | //b:subProcess | //b:transaction | //b:adHocSubProcess
""".replace(
    "ends-with-node",
    " or ".join(
        f"substring(local-name(), string-length(local-name()) - {len(end) - 1}) = '{end}'"
        for end in ("Task", "Event", "Gateway", "Activity")
    ),
)


@pytest.mark.skipif(not FILES, reason="../shared/corpus is absent")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_outline_has_every_flow_node_and_the_drawing_every_shape(path):
    body = path.read_bytes()
    tree = etree.fromstring(body)
    nodes = tree.xpath(NODES, namespaces={"b": BPMN})
    shapes = tree.xpath("//*[local-name()='BPMNShape']")

    (process,) = read(File(url="https://voorbeeld.nl/p.bpmn", body=body)).records
    assert isinstance(process, Process)
    drawn = figures(process, process.title, "p")

    assert sum(len(pool.steps) for pool in outline(process)) == len(nodes)
    assert sum(len(one.shapes) for one in process.drawings) == len(shapes)
    assert all(etree.fromstring(figure.body).tag.endswith("}svg") for figure in drawn)
    assert len(drawn) == 1


def test_there_are_diagrams_to_look_at():
    if not CORPUS.is_dir():
        pytest.skip("../shared/corpus is absent")
    assert len(FILES) > 20
