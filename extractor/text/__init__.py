"""Text stage: raw text to blocks (headline, caption, ...) and sentences, with offsets into the raw text."""

from extractor.text.blocks import read_layout

__all__ = ["read_layout"]
