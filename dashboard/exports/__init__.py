"""One file per format: Snapshot -> bytes."""
DOWNLOADS = {"xlsx": "Bảng tính Excel (.xlsx)"}
def file_name(snapshot, key): return f"x.{key}"
