"""Kinds of item with stages of their own: investment projects, livelihood projects, proposals, instructions."""
