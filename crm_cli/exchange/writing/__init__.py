"""What goes out in a form of its own."""
