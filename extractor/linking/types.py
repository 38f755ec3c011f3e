"""What the linker passes on, and what it works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from extractor.schema import Entity, EntityType

Use = Literal["name", "demonym", "nominal", "metonym"]
Kind = Literal["state", "row", "region", "city", "division"]


class LinkedMention(NamedTuple):
    """One mention in the text with what it stands for.

    `entity.id` is null for a NIL; `entity.name` is null too where the words name nobody in particular. `wide`
    is the reading of a longer stretch for the roles of actor and source, where one differs: in "nine Iraqi
    soldiers" the mention is "Iraqi" (Iraq, whom the nine belong to), and `wide` is "Iraqi soldiers" (the
    Iraqi Army, who acted). `inner` is the state or place inside the name of a body ("Sri Lanka" in "Sri
    Lanka's government"). `candidates` are (id or empty, name, score), best first. `country` is ISO 3166-1
    alpha-2.
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
    """One thing that a found name can be.

    `kind`: a state or territory, another row of the KB, a region or packed place. `row` is the KB's row
    number, -1 for packed places; `main` is false for another spelling of a packed place; `own` marks the
    user's own file.
    """

    id: str
    name: str
    type: EntityType
    countries: tuple[str, ...]
    kind: Kind
    admin: str = ""
    population: int = 0
    use: Literal["name", "demonym"] = "name"
    main: bool = True
    row: int = -1
    own: bool = False

    @property
    def country(self) -> str | None:
        return self.countries[0] if self.countries else None


@dataclass(slots=True)
class Stretch:
    """Words i to j (exclusive) with what they mean; `option` None is a NIL of `type`."""

    i: int
    j: int
    option: Option | None
    type: EntityType | None = None


@dataclass(slots=True)
class Hit:
    """Words i to j (exclusive) with their options, and what was decided.

    `lead` words before i belong to the mention (a direction). `within` is the country, `within_admin` the
    division, that words after the name give. `anchored`: a noun for a division stands behind, so it is surely
    a place; `listed`: it stands behind a later name of the same list. `fixed`: decided by a pattern. `name` and
    `type` are those of a NIL. `parts` are hits inside a longer name.
    """

    i: int
    j: int
    key: str
    options: list[Option] = field(default_factory=list)
    use: Use = "name"
    chosen: Option | None = None
    scores: list[tuple[Option, float]] = field(default_factory=list)
    reason: str = ""
    name: str | None = None
    type: EntityType | None = None
    fixed: bool = False
    dropped: bool = False
    anchored: bool = False
    listed: bool = False
    lead: int = 0
    within: str | None = None
    within_admin: str | None = None
    country: str | None = None
    wide: Stretch | None = None
    inner: Stretch | None = None
    parts: list[Hit] = field(default_factory=list)

    def settle(self, option: Option, reason: str, use: Use = "name", score: float = 1.0) -> None:
        """Decide for an option."""
        self.chosen, self.use, self.reason, self.scores = option, use, reason, [(option, score)]
