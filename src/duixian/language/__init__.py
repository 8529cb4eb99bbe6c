"""What Chinese official prose is made of. Words live in the data files beside the code; code composes them."""
