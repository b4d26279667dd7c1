"""Find, redraw and keep the icons of the friends' sites, in a task of their own that no check waits for."""
