"""Raw cells -> observations or rejections: a verdict on every cell of a file, the counts add up."""
