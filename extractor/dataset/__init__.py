"""Many articles as one dataset."""
