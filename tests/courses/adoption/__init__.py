"""An organism takes another's path, adapts it, follows it and offers back."""
