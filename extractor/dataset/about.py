"""What a person says of a dataset: name, licence, citation. Read from a YAML file, or made from the folder's name."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field

from extractor.data_loader import read_yaml
from extractor.schema import Model


class Licence(Model):
    """`name` is an SPDX identifier where there is one."""

    name: str
    title: str
    url: str


class About(Model):
    """`published` is a date (``YYYY-MM-DD``); nothing here is made up where the file does not say it."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str
    description: str = ""
    version: str | None = None
    licence: Licence | None = None
    creators: tuple[str, ...] = ()
    homepage: str | None = None
    citation: str | None = None
    published: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\d$")
    keywords: tuple[str, ...] = ("figures", "casualties", "displacement", "news", "event data")


def read_about(path: Path | None, folder: Path) -> About:
    """The file's content, or a name and title from that of the dataset's folder. Raises `DataError`."""
    if path is not None:
        return read_yaml(path, About)
    name = re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("-._") or "dataset"
    return About(name=name, title=folder.resolve().name)
