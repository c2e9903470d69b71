"""The rules of this installation as something to read: which there are, what each demands."""
