"""Records become plotly figures or HTML and SVG strings."""
