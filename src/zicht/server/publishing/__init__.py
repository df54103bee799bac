"""What leaves: pictures, made of released figures only."""
