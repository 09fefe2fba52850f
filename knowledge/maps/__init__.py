"""Where municipalities lie: inhabitants, borders and the drawing on a page."""
