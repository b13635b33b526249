"""The page of an organism that everybody may see, where its managers want one."""
