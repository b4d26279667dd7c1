"""Tell what was: queries over checks and flips, the daily rollup and retention."""
