"""Local understanding: what a sentence asks for, read from sentence files and the home's names."""
