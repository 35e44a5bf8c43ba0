"""The pictures of «Xã, phường»: map, heat table, ranking, funnel, small multiples, panel."""
