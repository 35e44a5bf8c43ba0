"""What the pages under «Báo cáo» show."""
