"""One module a field: which words in the article may set it for a figure, and how each one looks."""
