"""Pages looked at with real eyes: Chromium, axe, keyboard, narrow screens, no JavaScript."""
