"""Take lists of friends in and give them out, whatever tool wrote them, with a preview before anything is written."""
