"""The linker on tables of our own sentences: what a mention means, what is refused, what always holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.data_loader import read_yaml
from extractor.kb import KnowledgeBase
from extractor.linking import LinkedMention, find_entities

TABLE = Path(__file__).parent / "data" / "ambiguous.yaml"
CASES = [
    pytest.param(
        case,
        id=f"{group}-{n}",
        marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else [],
    )
    for group, cases in read_yaml(TABLE, dict[str, list[dict[str, Any]]]).items()
    for n, case in enumerate(cases)
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


def occurrence(text: str, words: str, nth: int) -> int:
    at = -1
    for _ in range(nth):
        at = text.index(words, at + 1)
    return at


def linked(mentions: tuple[LinkedMention, ...], start: int, end: int) -> list[LinkedMention]:
    """Mentions linked to the knowledge base that touch the stretch."""
    return [m for m in mentions if m.entity.mention.start < end and m.entity.mention.end > start and m.entity.id]


@pytest.mark.parametrize("case", CASES)
def test_ambiguous_name(case: dict[str, Any], kb: KnowledgeBase) -> None:
    text, mention = case["text"], case["mention"]
    start = occurrence(text, mention, case.get("at", 1))
    found = linked(find_entities(text, kb, published=case.get("published")), start, start + len(mention))
    if case["name"] is None:
        # A longer name around the words may be linked; the words themselves may not.
        assert [m.entity.name for m in found if m.entity.mention.text == mention] == []
        return
    assert [(m.entity.name, m.entity.mention.text) for m in found] == [(case["name"], mention)]
    if "use" in case:
        assert found[0].use == case["use"]


def test_the_table_is_large_and_half_of_it_is_hard() -> None:
    cases = [p.values[0] for p in CASES]
    assert len(cases) >= 150
    assert sum(c["name"] is None for c in cases) >= 75  # type: ignore[index]


# --- mentions: their words, and what they mean for each role


def readings(text: str, kb: KnowledgeBase, **more: Any) -> list[tuple[str, str | None]]:
    return [(m.entity.mention.text, m.entity.name) for m in find_entities(text, kb, **more)]


MENTIONS = {
    "Shells hit southern Afghanistan.": [("southern Afghanistan", "Afghanistan")],
    "Shells hit north-western Pakistan.": [("north-western Pakistan", "Pakistan")],
    "A mine exploded in Ubay, Bohol, Philippines.": [("Ubay, Bohol, Philippines", "Ubay, Bohol")],
    "Floods hit Davao del Sur province in the Philippines.": [
        ("Davao del Sur province", "Davao del Sur"),
        ("Philippines", "Philippines"),
    ],
    "Nine U.S. citizens died in the U.S.": [("U.S.", "United States"), ("U.S.", "United States")],
    "Lebanon's army shot two.": [("Lebanon's army", "Lebanese Armed Forces")],
    "Troops of the government of Sri Lanka left.": [("government of Sri Lanka", "Government of Sri Lanka")],
    "Ten people died in West Africa.": [("West Africa", "West Africa")],
    "Two men were hurt in the Babyninsky district of Russia.": [
        ("Babyninsky district", "Babyninsky District"),
        ("Russia", "Russia"),
    ],
    "The fire at Cedar Lake Hotel in Kenya killed four.": [
        ("Cedar Lake Hotel", "Cedar Lake Hotel"),
        ("Kenya", "Kenya"),
    ],
    "Thames Valley Police arrested two.": [("Thames Valley Police", "Thames Valley Police")],
    "Kate Mbeki of the Alpine Rescue Board said two climbers died.": [
        ("Kate Mbeki", "Kate Mbeki"),
        ("Alpine Rescue Board", "Alpine Rescue Board"),
    ],
    "Kate Mbeki saw it. Mbeki said two climbers died.": [
        ("Kate Mbeki", "Kate Mbeki"),
        ("Mbeki", "Kate Mbeki"),
    ],
    "SRINAGAR, India (AP) — Two men were shot.": [
        ("SRINAGAR, India", "Srinagar"),
        ("AP", "Associated Press"),
    ],
    "A bomb in the Somali capital killed two.": [("Somali capital", "Mogadishu")],
    "The Somali capital Mogadishu is calm.": [("Somali", "Somalia"), ("Mogadishu", "Mogadishu")],
    "Kenya was hit. Two died in the capital.": [("Kenya", "Kenya"), ("capital", "Nairobi")],
    "Floods hit Rio Grande do Sul in Brazil.": [("Rio Grande do Sul", "Rio Grande do Sul"), ("Brazil", "Brazil")],
    "Oakdale Transport Police and Hill Ambulance Service came.": [
        ("Oakdale Transport Police", "Oakdale Transport Police"),
        ("Hill Ambulance Service", "Hill Ambulance Service"),
    ],
    "Raids in Kunar, Ghazni and Paktika provinces of Afghanistan killed two.": [
        ("Kunar", "Kunar Province"),
        ("Ghazni", "Ghazni Province"),
        ("Paktika provinces", "Paktika Province"),
        ("Afghanistan", "Afghanistan"),
    ],
    "Floods in Kano and Borno states in Nigeria killed two.": [
        ("Kano", "Kano State"),
        ("Borno states", "Borno State"),
        ("Nigeria", "Nigeria"),
    ],
    "Ghazni and the rest of Paktika province are calm in Afghanistan.": [
        ("Ghazni", "Ghazni"),
        ("Paktika province", "Paktika Province"),
        ("Afghanistan", "Afghanistan"),
    ],
    "Three drowned in the Gulf of Thailand.": [("Gulf of Thailand", "Gulf of Thailand")],
    "The fall of Thailand shocked three.": [("Thailand", "Thailand")],
    "Fighting in Kandahar, Helmand and Zabul killed nine Afghans.": [
        ("Kandahar", "Kandahar"),
        ("Helmand", "Helmand Province"),
        ("Zabul", "Zabul Province"),
        ("Afghans", "Afghanistan"),
    ],
    "Nothing here is a name, and 12 people died.": [],
}


@pytest.mark.parametrize(("text", "expected"), MENTIONS.items())
def test_words_of_a_mention(text: str, expected: list[tuple[str, str]], kb: KnowledgeBase) -> None:
    assert readings(text, kb) == expected


@pytest.mark.parametrize(
    ("text", "mention", "name", "wide", "wide_name"),
    [
        ("Iraqi soldiers killed nine men.", "Iraqi", "Iraq", "Iraqi soldiers", "Iraqi Army"),
        ("Chadian forces killed nine men.", "Chadian", "Chad", "Chadian forces", "Chadian National Army"),
        ("Burmese police shot nine men.", "Burmese", "Myanmar", "Burmese police", "Myanmar Police Force"),
        ("Haitian officials counted nine dead.", "Haitian", "Haiti", "Haitian officials", None),
        ("Palestinian gunmen shot two men.", "Palestinian", "Palestinians", "Palestinian gunmen", None),
        ("Kurdish fighters freed two men.", "Kurdish", "Kurds", "Kurdish fighters", None),
    ],
)
def test_nation_and_actor_are_both_kept(
    text: str, mention: str, name: str, wide: str, wide_name: str | None, kb: KnowledgeBase
) -> None:
    (found,) = find_entities(text, kb)
    assert (found.entity.mention.text, found.entity.name) == (mention, name)
    assert found.wide is not None
    assert (found.wide.mention.text, found.wide.name) == (wide, wide_name)


@pytest.mark.parametrize(
    ("text", "name", "inner"),
    [
        ("Sri Lanka's government said nine died.", "Government of Sri Lanka", "Sri Lanka"),
        (
            "Zimbabwe's Ministry of Health said so.",
            "Ministry of Health and Child Care (Zimbabwe)",
            "Zimbabwe",
        ),
        ("Camborne Town Council in England met.", "Camborne Town Council", "Camborne"),
    ],
)
def test_the_place_inside_a_body_is_kept(text: str, name: str, inner: str, kb: KnowledgeBase) -> None:
    found = find_entities(text, kb)[0]
    assert found.entity.name == name
    assert found.inner is not None
    assert found.inner.name == inner


NIL_NAMES = [
    ("The Front for Tor (FFT) killed two. The FFT gave no reason.", ["Front for Tor", "Front for Tor"]),
    ("Bhera Market burned down and two died.", ["Bhera Market"]),
    ("Gen. Omar Tesfay said two had died.", ["Omar Tesfay"]),
]


@pytest.mark.parametrize(("text", "names"), NIL_NAMES)
def test_names_outside_of_the_knowledge_base(text: str, names: list[str], kb: KnowledgeBase) -> None:
    found = find_entities(text, kb)
    assert [m.entity.name for m in found][: len(names)] == names
    assert all(m.entity.id is None for m in found)


ROUGH = [
    (
        "GUNMEN KILLED NINE POLICEMEN IN MEDELLIN, COLOMBIA, AND THE ELN DENIED IT.",
        "MEDELLIN, COLOMBIA",
        "Medellín",
    ),
    ("THE SALVADORAN GOVERNMENT SAID NINE WERE DEAD.", "SALVADORAN GOVERNMENT", "Government of El Salvador"),
    ("Syrias army killed nine in the town.", "Syrias army", "Syrian Army"),
    ("TOWSON, Md. (AP) - Nine were hurt in Towson, Md.", "Towson, Md", "Towson, Maryland"),
    (
        "Nine died in Deir Ezzor governorate, Syria.",
        "Deir Ezzor governorate, Syria",
        "Deir ez-Zor Governorate",
    ),
    ("Médecins sans Frontières treated nine.", "Médecins sans Frontières", "Médecins Sans Frontières"),
]


@pytest.mark.parametrize(("text", "mention", "name"), ROUGH)
def test_rough_text(text: str, mention: str, name: str, kb: KnowledgeBase) -> None:
    assert (mention, name) in readings(text, kb)


def test_a_town_named_with_its_state_is_the_same_later(kb: KnowledgeBase) -> None:
    text = "A storm hit Galveston, Texas. Nine people of Galveston drowned."
    assert [m[1] for m in readings(text, kb)] == ["Galveston, Texas", "Galveston, Texas"]


def test_candidates_and_reasons_are_given(kb: KnowledgeBase) -> None:
    text = "Russia said four of its soldiers were shot in Georgia, close to Abkhazia."
    georgia = next(m for m in find_entities(text, kb) if m.entity.mention.text == "Georgia")
    names = [name for _, name, _ in georgia.candidates]
    scores = [score for *_, score in georgia.candidates]
    assert names == ["Georgia (country)", "Georgia (U.S. state)"]
    assert scores == sorted(scores, reverse=True)
    assert georgia.country == "GE"
    assert georgia.reason


def test_spans_limit_what_is_returned_but_not_the_context(kb: KnowledgeBase) -> None:
    text = "Lebanon's army was on the streets of Beirut. Gunmen killed seven people in Tripoli."
    start = text.index("Gunmen")
    (found,) = find_entities(text, kb, spans=[(start, len(text))])
    assert found.entity.name == "Tripoli, Lebanon"
    assert find_entities(text, kb, spans=[]) == ()


def test_own_entry_is_linked(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "x:lions-of-tor", "name": "Lions of Tor", "type": "armed_group", "aliases": ["LoT"]}\n')
    mine = KnowledgeBase.load(path)
    found = find_entities("The Lions of Tor killed two men. LoT said so.", mine)
    assert [m.entity.id for m in found] == ["x:lions-of-tor", "x:lions-of-tor"]


# --- properties

WORDS = st.sampled_from(
    [
        *"Syria Georgia US us U.S. IS the The Paris Texas , . ( ) ' ’s Hama Hamas army ministry of".split(),
        *"health in said Taliban Islamic Jihad MSF Reading Smith 12 killed (SDF) — Côte d'Ivoire İ ß".split(),
        *("\n", "\u0301", " ", "Officials", "northern", "province"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=80))
def test_mentions_are_slices_in_order_without_overlap(kb: KnowledgeBase, text: str) -> None:
    end = 0
    for m in find_entities(text, kb, published="2020-01-01"):
        span = m.entity.mention
        assert text[span.start : span.end] == span.text
        assert end <= span.start < span.end
        end = span.end
        assert m.entity.id is None or m.entity.name
        for other in (m.wide, m.inner):
            assert other is None or text[other.mention.start : other.mention.end] == other.mention.text


@settings(max_examples=50, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_the_same_text_gives_the_same_mentions(kb: KnowledgeBase, text: str) -> None:
    assert find_entities(text, kb) == find_entities(text, kb)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
def test_text_before_only_moves_the_offsets(kb: KnowledgeBase, ahead: str) -> None:
    text = "Gunmen killed two in Aleppo, Syria."
    before = "".join(c for c in ahead if not c.isalnum()) + "\n\n"
    moved = find_entities(before + text, kb)
    assert [m.entity.name for m in moved] == [m.entity.name for m in find_entities(text, kb)]
    assert all(m.entity.mention.start >= len(before) for m in moved)
