"""The parts of the pages under «Báo cáo»."""
