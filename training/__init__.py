"""How fabula's reading model is made. Needs torch; not shipped. See README.md."""
