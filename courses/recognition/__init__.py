"""What a certificate is made of: its frozen copy, its code, its signature, its badge, its paper."""
