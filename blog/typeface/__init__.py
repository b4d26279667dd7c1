"""The headings' own typeface: the glyphs that a page's headings need, and no more, are sent along with the page."""
