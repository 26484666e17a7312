"""A copy of the demo's warehouse to decide on, and what in it is decided on."""

from dataclasses import dataclass, replace

from flows.context import RunContext, context_for
from flows.decisions import Speaker
from flows.demo import demo_models
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query

ANN = Speaker("ann", "I rang them")
RETRANSLATION = "http://dailybyte.example/brevane-abandons-perpetual-licenses-and-gives-eighteen-months"
ADAPTATION = "http://www.directionti.example/2026/11/brevane-abandonne-les-licences-perpetuelles"
ORIGINAL = "http://www.techherald.example/2026/11/brevane-ends-perpetual-licences"
PROFIT = "http://www.meridianwire.example/2026/11/17/calder-foods-results"
OTHER_PROFIT = "http://www.portcitychronicle.example/business/lindqvist-results"
PLACES = "SELECT url, story_id, relation, parent_url, reasons, evidence, decided_by FROM story_articles ORDER BY url"


@dataclass
class House:
    """A copy of the demo's warehouse, to decide on."""

    context: RunContext

    def ask(self, sql):
        return query(self.context.lake or self.context.folder / SNAPSHOT_NAME, sql).rows

    def place(self, url):
        ask = "SELECT story_id, relation, parent_url, reasons, decided_by FROM story_articles WHERE url = "
        [found] = self.ask(f"{ask}'{url}'")
        return found

    def story(self, url):
        return self.place(url)[0]


def context_of(folder):
    return replace(context_for(folder), models_folder=demo_models(folder))
