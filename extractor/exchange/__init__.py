"""A dataset into the tools and schemes of others, and reviewed labels back into gold lines.

One module a scheme. An exporter gets a `Source` and an empty folder; an importer gets files and returns gold
lines. Nothing is invented on the way: a column that the records cannot fill stays empty and a note says what they do
say.
"""
