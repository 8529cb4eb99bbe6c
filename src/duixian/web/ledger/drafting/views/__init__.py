"""The pages of breaking down."""
