"""What tendering shows: own bids to suppliers, openings to officers, awards, the portal's parts."""
