"""Use cases: conclude, submit a catalogue, fill a basket, place an order, answer it."""
