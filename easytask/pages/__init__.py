"""Read a page once, piece by piece, for several questions; knows neither network nor Django."""
