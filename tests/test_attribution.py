"""Who is taken for the speaker, and what part somebody plays in what is told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from extractor.assembly.assemble import assemble, default_models
from extractor.assembly.context import SentenceView
from extractor.assembly.fields import actors, sources
from extractor.assembly.fields.quotes import Quotes
from extractor.assembly.fields.roles import Scene
from extractor.assembly.persons import strip_titles
from extractor.attribution import find_attributions
from extractor.categories import default_lexicon
from extractor.pipeline import Extractor
from extractor.schema import Article
from extractor.syntax import Parse, Parser

SPEAKERS = [
    # (text, the speakers' phrases)
    ("Police and witnesses said 40 people died.", ["Police", "witnesses"]),
    ("The head of the mission, Amina Diallo, said two guards were killed.", ["Amina Diallo"]),
    ("The toll rose to 22 on Monday, officials said.", ["officials"]),
    ('"No one died," added she.', ["she"]),
    ("The ministry first spoke of 11 dead.", ["The ministry"]),
    ("The report said one passenger was hurt.", ["The report"]),
    ("WHO warns that 60,000 people could fall ill.", ["WHO"]),
    ("A security official, who added that 40 were taken, left.", ["A security official"]),
    ("According to reports, thousands were evacuated.", []),
    ("According to present knowledge, 28 people were injured.", []),
    ("Attacks on Friday have claimed another 34 lives.", []),
    ("We believe that 40 people had died.", []),
    ("The blast killed 12 people.", []),
    ("The disaster council, the NDRRMC, has put the toll at 21.", ["the NDRRMC"]),
    ("Health: the state department has logged 86 cases of cholera.", ["the state department"]),
    ("Local television spoke on Tuesday of a dozen drownings.", ["Local television"]),
    ("Local television spoke on Tuesday.", []),
    ("The government's estimate is 40 dead.", ["The government"]),
    ("The government's house is old.", []),
    ("A tally compiled by the ministry shows that 40 died.", ["the ministry", "the ministry"]),
]

ROLES = [
    # (text, word, the names of its roles)
    ("Twelve people were killed by gunmen.", "gunmen", {"by"}),
    ("Militants raided a village, killing 12 people.", "Militants", {"does", "does so that"}),
    ("An Israeli airstrike killed five people.", "Israeli", {"owns"}),
    ("Police said they had arrested three men.", "Police", {"says it did"}),
    ("Two died in clashes with rebels.", "rebels", {"party"}),
    ("Rebels died on Monday.", "Rebels", {"victim"}),
    ("Rebels were killed on Monday.", "Rebels", {"victim"}),
    ("Officials visited the village.", "Officials", {"none"}),
]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def parsed(parser: Parser, text: str) -> Parse:
    return next(iter(parser.parse([(text, 0)])))


@pytest.mark.parametrize(("text", "expected"), SPEAKERS)
def test_speakers(parser: Parser, text: str, expected: list[str]) -> None:
    parse = parsed(parser, text)
    found = [text[parse.start[a.first] : parse.end[a.last]] for a in find_attributions(parse)]
    assert found == expected


@pytest.mark.parametrize(("text", "word", "expected"), ROLES)
def test_roles(parser: Parser, text: str, word: str, expected: set[str]) -> None:
    parse = parsed(parser, text)
    lexicon = default_lexicon()
    view = SentenceView(
        0,
        0,
        len(text),
        0,
        0,
        "body",
        parse,
        tuple(lexicon.find_cues(parse.lower)),
        tuple(lexicon.find_causes(parse.lower)),
    )
    reporting = {a.verb for a in find_attributions(parse) if not a.weak}
    assert {r.name for r in Scene(view, reporting).roles(parse.text.index(word))} == expected


TITLED = [
    # (words of a name, the name)
    ("Interior Minister Ali Khan", "Ali Khan"),
    ("Mawlawi Sadiq Amiri", "Sadiq Amiri"),
    ("Dr. Jane White", "Jane White"),
    ("Police Lt. John Roe", "John Roe"),
    ("the Coast Guard", "Coast Guard"),
    ("Air India", "Air India"),
    ("Health Canada", "Health Canada"),
    ("Justice Ministry", "Justice Ministry"),
    ("District Administration Offices", "District Administration Offices"),
]


@pytest.mark.parametrize(("words", "name"), TITLED)
def test_titles_go_and_names_stay(words: str, name: str) -> None:
    assert strip_titles(words) == name


SOURCES = [
    # (text, the names of the sources that the 12 is offered)
    ("A rights group says 12 men were killed. The Amal Fund said two others were killed.", {"Amal Fund"}),
    ("The blast killed 40 people. A rights group says 12 men were killed.", {"group"}),
    ("The militants released 12 hostages.", set()),
    ("Police say 12 men were charged.", {"Police"}),
    ("The Amal Fund published its review. Its monitors documented 12 deaths.", {"Amal Fund"}),
]
ACTORS = [
    # (text, title, the names of the actors that the last 12 is offered)
    ("Rebels attacked the town. Floods killed 12 people.", None, set()),
    ("Soldiers rescued 12 people from the flood.", None, {"Soldiers"}),
    ("12 killed in attack\n\nRebels attacked the town, officials said.", "12 killed in attack", set()),
    ("Rebels kill 12 people\n\nOfficials said so.", "Rebels kill 12 people", {"Rebels"}),
]


def offered(text: str, title: str | None, choices: Any) -> set[str | None]:
    bench = Extractor().prepare(Article(id="t", text=text, title=title, date=None)).bench
    assert bench is not None
    verdict = [v for v in assemble(bench, default_models()) if v.figure is not None and v.figure.value == 12][-1]
    assert verdict.figure is not None
    return {c.payload.entity.name for c in choices(bench, verdict.figure, [])}


@pytest.mark.parametrize(("text", "expected"), SOURCES)
def test_sources_on_offer(text: str, expected: set[str]) -> None:
    assert offered(text, None, sources.choices) == expected


@pytest.mark.parametrize(("text", "title", "expected"), ACTORS)
def test_actors_on_offer(text: str, title: str | None, expected: set[str]) -> None:
    assert offered(text, title, actors.choices) == expected


QUOTED = [
    # (text, the words that are quoted)
    ('He said: "Ten died." Then he left.', ['"Ten died."']),
    ("“Ten died,” she said. “Two were hurt.”", ["“Ten died,”", "“Two were hurt.”"]),
    ('"Ten died.\nFive were hurt.', ['"Ten died.\n']),
    ("Nobody said that ten died.", []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_quotations(text: str, expected: list[str]) -> None:
    bench: Any = SimpleNamespace(view=SimpleNamespace(text=text))
    quotes = Quotes(bench)
    found = dict.fromkeys(q for i in range(len(text)) if (q := quotes.around(i)) is not None)
    assert [text[start:end] for start, end in found] == expected
