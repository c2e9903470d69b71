"""What etender decides: pure functions over values and moments, exact to the last fraction."""
