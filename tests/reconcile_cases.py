"""Figure records written by hand: the numbers, links and fields that the arithmetic looks at."""

from __future__ import annotations

from typing import Any

from extractor.schema import Entity, FigureRecord, Period, Span

_BOUNDS = {
    "exact": lambda n: (n, n), "approximately": lambda n: (None, None), "at_least": lambda n: (n, None),
    "more_than": lambda n: (n, None), "at_most": lambda n: (None, n), "less_than": lambda n: (None, n),
}  # fmt: skip
VAGUE = {"several": 3, "dozens": 24, "hundreds": 200, "hundreds of thousands": 200_000}


def entity(name: str, at: int = 0) -> Entity:
    return Entity(mention=Span(start=at, end=at + len(name), text=name), name=name)


def figure(id: str, count: int | str | tuple[int, int], *, at: int | None = None, **fields: Any) -> FigureRecord:
    """One record. Ids name the order of the text (`f3`) unless `at` does; `s` is the number of its sentence.

    `count` is a number, a vague word or the two ends of a range; entities are given by name, a period as (start, end).
    """
    place = int("".join(c for c in id if c.isdigit())) if at is None else at
    quantifier = fields.pop("q", "exact")
    value, words = (count, f"{count:,}") if isinstance(count, int) else (None, str(count))
    low: int | None
    high: int | None
    if isinstance(count, tuple):
        quantifier, low, high = "between", *count
    elif isinstance(count, str):
        quantifier, low, high = "vague", VAGUE[count], None
    else:
        low, high = _BOUNDS[quantifier](count)
    sentence = fields.pop("s", place)
    start, offset = 1000 * sentence, fields.pop("offset", 20 * place)
    text = fields.pop("text", None)
    number = start + (offset if text is None else text.index(words))
    text = text or f"Sentence {sentence}."
    for role in ("affiliations", "actors", "locations", "sources"):
        fields[role] = tuple(entity(name) for name in fields.get(role, ()))
    if fields.get("period"):
        fields["period"] = Period(start=fields["period"][0], end=fields["period"][1], text="then")
    return FigureRecord(
        id=id, article_id=fields.pop("article", "a"), section="body",
        number=Span(start=number, end=number + len(words), text=words),
        sentence=Span(start=start, end=start + len(text), text=text),
        value=value, low=low, high=high, quantifier=quantifier, category=fields.pop("category", "killed"), **fields,
    )  # fmt: skip


_CIVILIANS = ("civilians",)
_SENTENCES = (
    "The Observatory documented the death of 499,657 people since the outbreak of the uprising.",
    "Last year, another office compiled a list of 350,209 people killed between March 2011 to March 2021.",
    "In March 2011, the Observatory announced that 494,438 people had been killed since the start of the conflict.",
)


def seed() -> list[FigureRecord]:
    """The arithmetic of the article the project started from, with its links as a careful reader sets them."""
    start, observatory = ("2011-03", None), ("SOHR",)
    records = [
        figure("f1", 499_657, text=_SENTENCES[0], sources=observatory, period=start),
        figure("f2", 1_712, s=2, affiliations=("Lebanon", "Hezbollah"), part_of="f1"),
        figure("f3", 8_628, s=2, part_of="f1", affiliations=("militiamen",)),
        figure("f4", 350_209, text=_SENTENCES[1], period=("2011-03", "2021-03")),
        figure("f5", 494_438, text=_SENTENCES[2], sources=observatory, period=start),
        figure("f6", 160_681, s=6, groups=_CIVILIANS, part_of="f1"),
        figure("f7", 120_158, s=6, groups=("civilians", "men"), part_of="f6"),
        figure("f8", 15_237, s=6, groups=("civilians", "women"), part_of="f6"),
        figure("f9", 25_286, s=6, groups=("children", "civilians"), part_of="f6"),
    ]
    by_perpetrator: list[tuple[int, int, tuple[str, ...], tuple[str, ...], str]] = [
        (49_359, 10, ("regime",), ("torture",), "exact"), (52_508, 10, ("regime forces",), ("shelling",), "exact"),
        (26_403, 10, ("regime air force",), ("airstrike",), "exact"), (8_683, 13, ("Russia",), (), "exact"),
        (2_504, 13, (), ("airstrike",), "exact"), (2_320, 15, ("factions",), (), "exact"),
        (900, 15, ("militants",), (), "exact"), (1_692, 15, (), (), "exact"),
        (919, 18, (), ("living_conditions",), "at_most"), (2_676, 18, ("Coalition",), (), "exact"),
    ]  # fmt: skip
    for n, (value, sentence, actors, causes, q) in enumerate(by_perpetrator, 10):
        records.append(
            figure(
                f"f{n}", value, q=q, s=sentence, offset=n, groups=_CIVILIANS, part_of="f6", actors=actors, causes=causes
            )
        )
    records.append(figure("f20", 338_976, part_of="f1"))
    forces = [
        (91_267, 20, "regime forces", None), (67_242, 20, "loyal militias", None), (1_712, 20, "Hezbollah", "f2"),
        (8_628, 20, "militiamen", "f3"), (8_017, 25, "factions", None), (3_588, 25, "dissidents", None),
        (10_886, 25, "SDF", None), (3_228, 25, "Kurdish fighters", None), (41_101, 25, "ISIS", None),
    ]  # fmt: skip
    for n, (value, sentence, force, same) in enumerate(forces, 21):
        records.append(figure(f"f{n}", value, s=sentence, offset=n, part_of="f20", affiliations=(force,), same_as=same))
    records += [
        figure("f30", 55_000, q="more_than", part_of="f1", status="excluded", causes=("torture",)),
        figure("f31", 13_000_000, q="approximately", category="displaced", groups=_CIVILIANS),
        figure("f32", "hundreds of thousands", s=31, category="displaced", groups=("children", "women"), part_of="f31"),
    ]
    return records
