"""Pages looked at with real eyes: headless Chromium, axe, keyboard, narrow screens, no JavaScript."""
