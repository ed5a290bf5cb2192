"""What a screen asks."""
