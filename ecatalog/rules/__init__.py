"""Pure decisions: what a catalogue, an order and an answer must keep to under a contract."""
