"""What the forge protocol needs: one class per kind of code host, and what repositories hold."""
