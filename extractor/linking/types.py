"""What the linker passes on and what it works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extractor.schema import Entity, EntityType, Model

Use = Literal["name", "demonym", "nominal", "metonym"]


class LinkedMention(Model):
    """One mention in the text with what it stands for.

    `entity.id` is null for a NIL; `entity.name` is null too where the words name nobody in particular ("officials").
    `wide` is the reading of a longer stretch for the roles of actor and source, where one differs: in "nine Iraqi
    soldiers" the mention is "Iraqi" (Iraq, whom the nine belong to), and `wide` is "Iraqi soldiers" (the Iraqi Army,
    who acted). `inner` is the state or place inside the name of a body ("Sri Lanka" in "Sri Lanka's government").
    `candidates` are (id or empty, name, score), best first. `country` is ISO 3166-1 alpha-2.
    """

    entity: Entity
    use: Use
    candidates: tuple[tuple[str, str, float], ...] = ()
    country: str | None = None
    reason: str = ""
    wide: Entity | None = None
    inner: Entity | None = None


@dataclass(slots=True, frozen=True)
class Option:
    """One thing that a found name can be. Scores are filled by the choice."""

    id: str
    name: str
    type: EntityType
    country: str | None
    countries: tuple[str, ...]
    kind: str  # "state" | "row" | "city" | "division" | "region"
    admin: str
    population: int
    use: str  # "name" | "demonym"
    main: bool
    form: str
    row: int = -1
    own: bool = False  # from the user's own file


@dataclass(slots=True)
class Hit:
    """Words i to j (exclusive) with their options; `start`/`end` may reach further than the words (a last dot)."""

    i: int
    j: int
    key: str
    options: list[Option]
    use: Use = "name"
    chosen: Option | None = None
    scores: list[tuple[Option, float]] = field(default_factory=list)
    reason: str = ""
    name: str | None = None
    type: EntityType | None = None
    fixed: bool = False
    dropped: bool = False
    wide: tuple[int, int, Option | None, EntityType | None] | None = None
    inner: tuple[int, int, Option] | None = None
    parts: list[Hit] = field(default_factory=list)
    lead: int = 0  # words before i that the mention takes in (a direction)
    anchored: bool = False  # a noun for a division stood behind: surely a place
    within: str | None = None  # country that the words after the name give
    within_admin: str | None = None
    country: str | None = None

    @property
    def nil(self) -> bool:
        return self.chosen is None
