"""Many articles, several processes, one order: the same bytes whatever the number of processes."""

from extractor.batch.pool import Done, Pool
from extractor.batch.worker import Reader

__all__ = ["Done", "Pool", "Reader"]
