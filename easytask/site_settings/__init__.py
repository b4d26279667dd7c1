"""The settings of the check that the site's owner edits: which there are, and what is in force for one run."""
