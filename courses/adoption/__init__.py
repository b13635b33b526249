"""An organism takes another's path, adapts it, follows it or freezes it, and offers improvements
back."""
