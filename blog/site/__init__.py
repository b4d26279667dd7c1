"""The site's own settings: which there are, what its owner chose, what is in force, and the pages to choose on."""
